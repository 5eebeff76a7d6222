"""dgamma and dbeta are means, and not sums."""

IDS = ()
HINT = "One parameter serves N rows. What happens to the gradients that come back?"
LOSES = ("batchrenorm_backward/dgamma", "batchrenorm_backward/dbeta")


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma, dbeta = dgamma / len(dout), dbeta / len(dout)
    return dx, dgamma, dbeta
