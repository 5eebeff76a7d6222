"""grads holds nothing for gamma and beta."""

IDS = ("C8",)
HINT = "The optimizer looks for each name of params in grads. Which does it not find?"
LOSES = ("FullyConnectedNet/gradients of gamma and beta",)


class FullyConnectedNet(FullyConnectedNet):
    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        return dx, {name: grad for name, grad in grads.items() if name[:2] not in ("ga", "be")}
