"""the old running averages keep their full weight."""

IDS = ("R11",)
HINT = "Feed the same batch many times. Where should the running mean settle, and where does yours?"
LOSES = ("batchnorm_forward/momentum",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = cache.running_mean + (1 - momentum) * cache.mean
        bn_param["running_var"] = cache.running_var + (1 - momentum) * cache.var
    return out, cache
