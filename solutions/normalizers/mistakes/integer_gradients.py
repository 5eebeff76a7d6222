"""dgamma and dbeta are written into arrays of the type of gamma, which may be integer."""

IDS = ()
HINT = "What becomes of 0.7 when you write it into an array of integers?"
LOSES = (
    "spatial_batchnorm_backward/dgamma",
    "spatial_batchnorm_backward/dbeta",
)


def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    return dx, dgamma.astype(cache.gamma.dtype), dbeta.astype(cache.gamma.dtype)
