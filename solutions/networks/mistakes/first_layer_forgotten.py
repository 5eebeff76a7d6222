"""the way back ends before the first layer."""

IDS = ()
HINT = "Print the layers that your loop meets on the way back. Which is the last one?"
LOSES = (
    "FullyConnectedNet/gradients of W without a normalization",
    "FullyConnectedNet/gradients of W with batchnorm",
    "FullyConnectedNet/gradients of W with layernorm",
    "FullyConnectedNet/gradients of b",
    "FullyConnectedNet/gradients of gamma and beta",
)


class FullyConnectedNet(FullyConnectedNet):
    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        return dx, {} if layer == 1 else grads
