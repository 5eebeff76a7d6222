"""the gradient goes through r and d as well."""

IDS = ()
HINT = "Which quantities count as constants in Algorithm 1, although they depend on x?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = dout * cache.gamma / cache.sigma
    return dx, dgamma, dbeta
