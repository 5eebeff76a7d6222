"""dgamma and dbeta change places."""

IDS = ()
HINT = "In which order does the docstring promise the gradients?"
LOSES = ("batchrenorm_backward/dgamma", "batchrenorm_backward/dbeta")


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma, dbeta = dbeta, dgamma
    return dx, dgamma, dbeta
