"""the mean and the variance are treated as constants."""

IDS = ("B01",)
HINT = "Nudge one x: does only its own output move? Draw the other arrows of the graph."
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    dx = dout * cache.gamma * cache.inv_std
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
