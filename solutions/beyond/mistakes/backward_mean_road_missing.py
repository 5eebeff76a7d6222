"""no gradient reaches x through the mean."""

IDS = ()
HINT = (
    "Add a constant to a column of x: does the output change while r and d stay? So what must the "
    "column of dx sum to?"
)
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = dx + (dout * cache.gamma * cache.r).mean(axis=0) / cache.sigma_batch
    return dx, dgamma, dbeta
