"""dx is divided by r."""

IDS = ()
HINT = "A product sends its factor back. Does r multiply or divide in the forward pass?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.gamma / cache.r, cache)
    return dx, dgamma, dbeta
