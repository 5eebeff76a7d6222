"""x_hat is returned without gamma and beta in training."""

IDS = ()
HINT = "Which variable do you hand back in training?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = cache.standard * cache.r + cache.d
    return out, cache
