"""the layer takes batch normalization for layer normalization."""

IDS = ("C6",)
HINT = "The argument normalization has three values. Follow each of them through your code."
LOSES = ("affine_norm_relu_forward/out with layernorm",)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    if normalization == "layernorm":
        normalization, norm_param = "batchnorm", {"mode": "train", **norm_param}
    return right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param)


def affine_norm_relu_backward(dout, cache):
    return right_affine_norm_relu_backward(dout, cache)
