"""beta is added before the product with gamma, which then scales beta as well."""

IDS = ("F10",)
HINT = "Where the normalised value is zero, what should the output be?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * (cache.x_hat + beta)
    return out, cache
