"""d is left out."""

IDS = ()
HINT = "Take a record with the right deviation and another mean. Which of r and d corrects for it?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, d=0.0)
    return out, cache
