"""the network has no layer normalization in it."""

IDS = ("C6",)
HINT = "Print the mean of a row of what reaches ReLU, with normalization='layernorm'."
LOSES = (
    "FullyConnectedNet/scores with layernorm",
    "FullyConnectedNet/loss with layernorm",
    "FullyConnectedNet/gradients of gamma and beta",
)


class FullyConnectedNet(FullyConnectedNet):
    def hidden(self, layer, x):
        if self.normalization != "layernorm":
            return super().hidden(layer, x)
        W, b = self.params[f"W{layer}"], self.params[f"b{layer}"]
        return affine_norm_relu_forward(x, W, b, None, None, None, None)

    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        return dx, {name: grad for name, grad in grads.items() if grad is not None}
