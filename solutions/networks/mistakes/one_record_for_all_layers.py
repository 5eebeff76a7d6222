"""all layers share one record."""

IDS = ("C3",)
HINT = (
    "How many means does a network of three normalized layers have to remember? Are all your dictionaries"
    " different objects?"
)
LOSES = ("FullyConnectedNet/scores with batchnorm",)


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.bn_params = self.bn_params[:1] * len(self.bn_params)
