"""only the mean is divided by the standard deviation, not the difference of x and the mean."""

IDS = ("F21",)
HINT = "Subtract first, then divide: does Python read your line in that order?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * (x - cache.mean / cache.std) + beta
    return out, cache
