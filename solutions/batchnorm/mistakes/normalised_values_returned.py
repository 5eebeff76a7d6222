"""the normalised values are returned, without gamma and beta."""

IDS = ("F22",)
HINT = "Which variable do you hand back, and which one holds the result of the last step?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = cache.x_hat
    return out, cache
