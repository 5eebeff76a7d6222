"""r is left out of dx."""

IDS = ()
HINT = "x_hat is the standardised batch times something. Where is that factor on the way back?"
LOSES = ("batchrenorm_backward/dx",)


def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.gamma, cache)
    return dx, dgamma, dbeta
