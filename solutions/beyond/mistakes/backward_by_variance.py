"""dx is divided by the variance."""

IDS = ()
HINT = "Stretch x by two: by what does its gradient change?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = dx / cache.sigma_batch
    return dx, dgamma, dbeta
