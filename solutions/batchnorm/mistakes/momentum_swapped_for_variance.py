"""the weights are right for running_mean and change places for running_var."""

IDS = ("R15",)
HINT = "Read your two update lines one below the other. Do they treat the old value alike?"
LOSES = ("batchnorm_forward/running variance",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = (1 - momentum) * cache.running_var + momentum * cache.var
    return out, cache
