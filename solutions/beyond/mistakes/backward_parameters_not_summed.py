"""dgamma and dbeta are not summed over the rows."""

IDS = ()
HINT = "What shape has gamma? And its gradient?"
LOSES = ("batchrenorm_backward/dgamma", "batchrenorm_backward/dbeta", "batchrenorm_backward/shapes")


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma, dbeta = dout * (cache.standard * cache.r + cache.d), dout.copy()
    return dx, dgamma, dbeta
