"""the gradients carry only half of reg."""

IDS = ()
HINT = "Differentiate your penalty, with its factor in front."
LOSES = ("FullyConnectedNet/regularized gradients",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return super().penalty_gradient(name) / 2
