"""running_var records the standard deviation that the training output is divided by."""

IDS = ("R02",)
HINT = "The key ends in var. Which quantity does that promise to whoever reads it?"
LOSES = ("batchnorm_forward/running variance",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * cache.std
    return out, cache
