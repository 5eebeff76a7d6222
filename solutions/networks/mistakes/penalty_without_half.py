"""reg is not halved in the loss."""

IDS = ()
HINT = "The gradient of a square has a factor. Which factor in the loss makes it disappear?"
LOSES = ("FullyConnectedNet/regularized loss",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return 2 * super().penalty()
