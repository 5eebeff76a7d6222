"""test mode normalises with the batch and corrects it."""

IDS = ()
HINT = (
    "Run one row alone, and again among others, with narrow bounds. Should its output depend on its neighbours?"
)
LOSES = ("batchrenorm_forward/test mode",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if not cache.training:
        out = corrected(cache)
    return out, cache
