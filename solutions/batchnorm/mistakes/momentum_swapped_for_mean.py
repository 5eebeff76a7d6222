"""the weights are right for running_var and change places for running_mean."""

IDS = ("R15",)
HINT = "Read your two update lines one below the other. Do they treat the old value alike?"
LOSES = ("batchnorm_forward/momentum",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = (1 - momentum) * cache.running_mean + momentum * cache.mean
    return out, cache
