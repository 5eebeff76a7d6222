"""the sums over the rows are not divided by their number."""

IDS = ()
HINT = "How much of the mean does one row own?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dstandard = dout * cache.gamma * cache.r
    along = cache.standard * (dstandard * cache.standard).sum(axis=0)
    dx = (dstandard - dstandard.sum(axis=0) - along) / cache.sigma_batch
    return dx, dgamma, dbeta
