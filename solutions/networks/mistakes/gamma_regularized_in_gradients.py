"""the gradients of gamma and beta carry reg, and the loss does not."""

IDS = ("C4",)
HINT = "Which parameters does the docstring of loss regularize?"
LOSES = ("FullyConnectedNet/regularized gradients",)


class FullyConnectedNet(FullyConnectedNet):
    def penalty_gradient(self, name):
        return self.reg * self.params[name] if name[0] == "W" or name[:2] in ("ga", "be") else 0.0
