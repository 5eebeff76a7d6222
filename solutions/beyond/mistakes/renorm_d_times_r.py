"""d is multiplied by r as well."""

IDS = ()
HINT = "Put x at the batch's mean: what should x_hat be, and what is it in your code?"
LOSES = ("batchrenorm_forward/training output",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(cache, d=cache.d * cache.r)
    return out, cache
