"""the running averages record the mean and the variance of the output."""

IDS = ("R12",)
HINT = "Test mode has to normalise what arrives. Do you record what arrives, or what leaves?"
LOSES = ("batchnorm_forward/running mean", "batchnorm_forward/running variance")


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * out.mean(axis=0)
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * out.var(axis=0)
    return out, cache
