"""all parameters are regularized."""

IDS = ("C4",)
HINT = "Which parameters does the docstring of loss regularize?"
LOSES = ("FullyConnectedNet/regularized loss",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return self.reg / 2 * sum((v**2).sum() for v in self.params.values())

    def penalty_gradient(self, name):
        return self.reg * self.params[name]
