"""dgamma and dbeta are returned in each other's place."""

IDS = ("B28",)
HINT = "In which order does the docstring list the three gradients?"
LOSES = (
    "batchnorm_backward/dgamma",
    "batchnorm_backward/dbeta",
    "batchnorm_backward_alt/dgamma",
    "batchnorm_backward_alt/dbeta",
)


def batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    return dx, dbeta, dgamma


batchnorm_backward_alt = batchnorm_backward
