"""dgamma contains gamma."""

IDS = ()
HINT = "Does a gradient with respect to gamma contain gamma, where gamma enters once?"
LOSES = ("batchrenorm_backward/dgamma",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma = dgamma * cache.gamma
    return dx, dgamma, dbeta
