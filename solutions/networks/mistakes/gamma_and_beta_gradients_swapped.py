"""the gradients of gamma and beta stand under each other's name."""

IDS = ()
HINT = "In which order does affine_norm_relu_backward return its five values?"
LOSES = ("FullyConnectedNet/gradients of gamma and beta",)


class FullyConnectedNet(FullyConnectedNet):
    def hidden_back(self, layer, dout, cache):
        dx, grads = super().hidden_back(layer, dout, cache)
        if self.normalization:
            gamma, beta = f"gamma{layer}", f"beta{layer}"
            grads[gamma], grads[beta] = grads[beta], grads[gamma]
        return dx, grads
