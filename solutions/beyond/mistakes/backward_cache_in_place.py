"""the cache is changed in place."""

IDS = ()
HINT = "Call it twice with the same cache. Which of its arrays has changed in between?"
LOSES = ("batchrenorm_backward/inputs and cache left alone",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    cache.right[0][...] *= 2.0
    return dx, dgamma, dbeta
