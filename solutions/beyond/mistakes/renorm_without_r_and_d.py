"""r and d are left out: it is plain batch normalization."""

IDS = ()
HINT = "Change the record before the call. Does the training output notice?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, r=1.0, d=0.0)
    return out, cache
