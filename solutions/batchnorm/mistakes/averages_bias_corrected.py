"""the running averages are corrected for their start at zero, as Adam does with its own."""

IDS = ("R16",)
HINT = "That is a good habit from elsewhere. Does the contract of this function mention such a correction?"
LOSES = ("batchnorm_forward/momentum",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["updates"] = bn_param.get("updates", 0) + 1
        start = 1 - cache.momentum ** bn_param["updates"]  # the weight that everything but the start has by now
        bn_param["running_mean"] = bn_param["running_mean"] / start
        bn_param["running_var"] = bn_param["running_var"] / start
    return out, cache
