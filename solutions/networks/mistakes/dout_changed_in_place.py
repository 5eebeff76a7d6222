"""ReLU's gradient is written into dout."""

IDS = ()
HINT = "Is the array that you set to zero a new one, or the caller's?"
LOSES = ("affine_norm_relu_backward/inputs and cache left alone",)


def affine_norm_relu_backward(dout, cache):
    grads = right_affine_norm_relu_backward(dout, cache)
    dout[cache[3] <= 0] = 0
    return grads
