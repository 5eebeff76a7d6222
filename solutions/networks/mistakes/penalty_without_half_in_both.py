"""reg is not halved, neither in the loss nor in its gradient."""

IDS = ()
HINT = "Compare the factor before your squares with the formula in the text."
LOSES = ("FullyConnectedNet/regularized loss",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return 2 * super().penalty()

    def penalty_gradient(self, name):
        return 2 * super().penalty_gradient(name)
