"""dx uses the record's deviation for r over the batch's."""

IDS = ()
HINT = "Where nothing is bound, the two are the same. Where r meets a bound, are they still?"
LOSES = ("batchrenorm_backward/dx at the bounds",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.gamma, cache) * cache.sigma_batch / cache.sigma
    return dx, dgamma, dbeta
