"""the centred values are divided by the variance and not by its root."""

IDS = ("F01",)
HINT = "Which quantity has the same unit as x, the variance or its root?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / (cache.var + cache.eps) + beta
    return out, cache
