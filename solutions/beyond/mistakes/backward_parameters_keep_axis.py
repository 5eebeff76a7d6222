"""dgamma and dbeta keep an axis of length one."""

IDS = ()
HINT = "Your numbers are fine. Compare the shapes with those of gamma and beta."
LOSES = ("batchrenorm_backward/shapes",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma, dbeta = dgamma[None, :], dbeta[None, :]
    return dx, dgamma, dbeta
