"""r is left out."""

IDS = ()
HINT = "Take a record with the right mean and twice the deviation. Which of r and d corrects for it?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, r=1.0)
    return out, cache
