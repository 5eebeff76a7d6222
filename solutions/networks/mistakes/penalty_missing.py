"""reg is missing in the loss."""

IDS = ()
HINT = "Print the loss for reg = 0 and for reg = 1."
LOSES = ("FullyConnectedNet/regularized loss",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return 0.0
