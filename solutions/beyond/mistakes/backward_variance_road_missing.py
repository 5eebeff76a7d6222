"""no gradient reaches x through the variance."""

IDS = ()
HINT = "x reaches the output by three roads. Which of them is not travelled back?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dstandard = dout * cache.gamma * cache.r
    dx = (dstandard - dstandard.mean(axis=0)) / cache.sigma_batch
    return dx, dgamma, dbeta
