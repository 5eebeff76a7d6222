"""ReLU's gradient looks at the sign of the affine output instead of its own input."""

IDS = ()
HINT = "What did ReLU see on the way forward, before or after the normalization?"
LOSES = (
    "affine_norm_relu_backward/dx",
    "affine_norm_relu_backward/dW",
    "affine_norm_relu_backward/db",
    "affine_norm_relu_backward/dgamma and dbeta",
)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    out, cache = right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param)
    return out, (*cache[:3], affine_forward(x, W, b)[0])


def affine_norm_relu_backward(dout, cache):
    return right_affine_norm_relu_backward(dout, cache)
