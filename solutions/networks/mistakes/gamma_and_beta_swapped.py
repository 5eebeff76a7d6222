"""gamma and beta change places."""

IDS = ()
HINT = (
    "In which order does your normalization take its two vectors, and in which order does it return their"
    " gradients?"
)
LOSES = (
    "affine_norm_relu_forward/out with batchnorm",
    "affine_norm_relu_forward/out with layernorm",
    "affine_norm_relu_backward/dgamma and dbeta",
)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    return right_affine_norm_relu_forward(x, W, b, beta, gamma, normalization, norm_param)


def affine_norm_relu_backward(dout, cache):
    return right_affine_norm_relu_backward(dout, cache)
