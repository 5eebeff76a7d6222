"""the batch's mean and variance count as constants too."""

IDS = ()
HINT = "r and d are constants. Are the mean and the deviation that normalise?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = dout * cache.gamma * cache.r / cache.sigma_batch
    return dx, dgamma, dbeta
