"""test mode normalises with the statistics of the batch."""

IDS = ("T03",)
HINT = "Run one row alone, and again among others. Should its output depend on its neighbours?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = gamma * cache.x_hat + beta
    return out, cache
