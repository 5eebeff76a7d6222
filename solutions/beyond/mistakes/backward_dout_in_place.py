"""dout is changed in place."""

IDS = ()
HINT = "Another layer may need dout. Which operators change an array itself?"
LOSES = ("batchrenorm_backward/inputs and cache left alone",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dout *= cache.gamma
    return dx, dgamma, dbeta
