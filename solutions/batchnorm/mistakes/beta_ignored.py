"""beta is left out of the training output."""

IDS = ("F09",)
HINT = "Two learnable vectors enter the function. Change each of them in turn: does the output follow?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.x_hat
    return out, cache
