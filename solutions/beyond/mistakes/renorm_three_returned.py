"""r is returned beside out and cache."""

IDS = ()
HINT = "How many values does the docstring promise?"
LOSES = ("batchrenorm_forward/shapes",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    return out, cache, cache.r
