"""the values are scaled without taking the mean away first."""

IDS = ("F14",)
HINT = "What is the mean of each normalised column in your version, and what should it be?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * x / cache.std + beta
    return out, cache
