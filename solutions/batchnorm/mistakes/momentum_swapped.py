"""the old running average gets the weight 1 - momentum, and the batch gets momentum."""

IDS = ("R01",)
HINT = "Suppose the momentum is 0.9. How much of the old value should survive one batch?"
LOSES = ("batchnorm_forward/momentum",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = (1 - momentum) * cache.running_mean + momentum * cache.mean
        bn_param["running_var"] = (1 - momentum) * cache.running_var + momentum * cache.var
    return out, cache
