"""dbeta is multiplied by r."""

IDS = ()
HINT = "How far is the way from beta to the output?"
LOSES = ("batchrenorm_backward/dbeta",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dbeta = (dout * cache.r).sum(axis=0)
    return dx, dgamma, dbeta
