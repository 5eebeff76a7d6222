"""the gradients carry reg twice."""

IDS = ()
HINT = "Differentiate your penalty, with its factor in front."
LOSES = ("FullyConnectedNet/regularized gradients",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return 2 * super().penalty_gradient(name)
