"""the biases are regularized too."""

IDS = ()
HINT = "Which parameters does the docstring of loss regularize?"
LOSES = ("FullyConnectedNet/regularized loss",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return super().penalty() + self.reg / 2 * sum(
            (v**2).sum() for n, v in self.params.items() if n[0] == "b" and n[1] != "e"
        )

    def penalty_gradient(self, name):
        return self.reg * self.params[name] if name[0] == "W" or name[:2] not in ("ga", "be") else 0.0
