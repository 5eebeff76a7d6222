"""each row of dx follows its own output only, as if no x moved the other rows."""

IDS = ("B06", "B07", "A12", "B40")
HINT = "One output depends on every row of x. When you nudge one x, how many outputs move?"
LOSES = ("batchnorm_backward/dx", "batchnorm_backward_alt/dx")


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * dx_hat * cache.xc
    dmean = -cache.inv_std * dx_hat
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
