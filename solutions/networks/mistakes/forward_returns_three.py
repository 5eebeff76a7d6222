"""the layer returns a third value."""

IDS = ()
HINT = "Compare the line with return in your function with its docstring."
LOSES = ("affine_norm_relu_forward/two return values",)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    out, cache = right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param)
    return out, cache, norm_param


class FullyConnectedNet(FullyConnectedNet):
    def hidden(self, layer, x):
        out, cache, _ = super().hidden(layer, x)
        return out, cache
