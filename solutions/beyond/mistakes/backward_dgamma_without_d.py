"""dgamma leaves out d."""

IDS = ()
HINT = "What exactly does gamma multiply in the forward pass?"
LOSES = ("batchrenorm_backward/dgamma",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma = (dout * cache.standard * cache.r).sum(axis=0)
    return dx, dgamma, dbeta
