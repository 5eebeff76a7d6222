"""dgamma and dbeta are not summed over the rows."""

IDS = ("B22",)
HINT = "One gamma serves all N rows of its column. What happens to the N gradients that come back to it?"
LOSES = (
    "batchnorm_backward/dgamma",
    "batchnorm_backward/dbeta",
    "batchnorm_backward/shapes",
    "batchnorm_backward_alt/dgamma",
    "batchnorm_backward_alt/dbeta",
    "batchnorm_backward_alt/shapes",
)


def batchnorm_backward(dout, cache):
    dx, _, _ = frame_backward(dout, cache)
    dgamma = dout * cache.x_hat
    dbeta = dout.copy()
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
