"""reg is missing in the gradients."""

IDS = ()
HINT = "Regularization is part of the loss. Is it part of your gradients?"
LOSES = ("FullyConnectedNet/regularized gradients",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return 0.0
