"""r enters dx twice."""

IDS = ()
HINT = "Count how often r multiplies on the way from x to out."
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.gamma * cache.r**2, cache)
    return dx, dgamma, dbeta
