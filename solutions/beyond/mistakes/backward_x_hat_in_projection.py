"""x_hat, with r and d in it, stands for the standardised batch."""

IDS = ()
HINT = "Which batch has mean 0 and deviation 1: the one before r and d, or the one after?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    x_hat = cache.standard * cache.r + cache.d
    dstandard = dout * cache.gamma * cache.r
    dx = (dstandard - dstandard.mean(axis=0) - x_hat * (dstandard * x_hat).mean(axis=0)) / cache.sigma_batch
    return dx, dgamma, dbeta
