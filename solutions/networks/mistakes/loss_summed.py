"""the loss is a sum over the rows."""

IDS = ()
HINT = "If a batch is doubled, should its loss double?"
LOSES = (
    "FullyConnectedNet/loss without a normalization",
    "FullyConnectedNet/loss with batchnorm",
    "FullyConnectedNet/loss with layernorm",
)


class FullyConnectedNet(FullyConnectedNet):
    def data_loss(self, scores, y):
        loss, dscores = super().data_loss(scores, y)
        return loss * len(y), dscores * len(y)
