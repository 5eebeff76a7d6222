"""batch normalization stays in training mode."""

IDS = ("C7",)
HINT = "Which statistics should one single row be normalized with?"
LOSES = ("FullyConnectedNet/scores with batchnorm",)


class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        super().set_mode("train")
