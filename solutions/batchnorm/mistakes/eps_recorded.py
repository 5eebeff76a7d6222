"""running_var records the batch's variance with eps already added."""

IDS = ("R06",)
HINT = "eps protects a division. Is keeping a record a division?"
LOSES = ("batchnorm_forward/running variance",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * (cache.var + cache.eps)
    return out, cache
