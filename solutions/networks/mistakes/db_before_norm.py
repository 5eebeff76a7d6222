"""db is summed before the gradient has passed the normalization."""

IDS = ("C9",)
HINT = (
    "b stands before the normalization. What does the normalization do with a constant that is added to a"
    " feature?"
)
LOSES = ("affine_norm_relu_backward/db",)


def affine_norm_relu_backward(dout, cache):
    dx, dW, _, dgamma, dbeta = right_affine_norm_relu_backward(dout, cache)
    return dx, dW, relu_backward(dout, cache[3]).sum(axis=0), dgamma, dbeta
