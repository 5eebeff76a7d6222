"""test mode normalises with the batch."""

IDS = ()
HINT = "Run one row alone, and again among others. Should its output depend on its neighbours?"
LOSES = ("batchrenorm_forward/test mode",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if not cache.training:
        out = gamma * cache.standard + beta
    return out, cache
