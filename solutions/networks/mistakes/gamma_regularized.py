"""gamma and beta are regularized too."""

IDS = ("C4",)
HINT = "Towards which value does regularization pull gamma, and what would the layer do with that value?"
LOSES = ("FullyConnectedNet/regularized loss",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return super().penalty() + self.reg / 2 * sum(
            (v**2).sum() for n, v in self.params.items() if n[:2] in ("ga", "be")
        )

    def penalty_gradient(self, name):
        return self.reg * self.params[name] if name[0] == "W" or name[:2] in ("ga", "be") else 0.0
