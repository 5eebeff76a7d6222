"""the gradient through the variance has the wrong sign."""

IDS = ()
HINT = "More spread: a larger or a smaller output?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = (
        dx
        + 2 * cache.standard * (dout * cache.gamma * cache.r * cache.standard).mean(axis=0) / cache.sigma_batch
    )
    return dx, dgamma, dbeta
