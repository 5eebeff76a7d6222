"""the batch enters the running averages at full weight."""

IDS = ("R11",)
HINT = "Feed the same batch many times. Where should the running mean settle, and where does yours?"
LOSES = ("batchnorm_forward/momentum",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + cache.mean
        bn_param["running_var"] = momentum * cache.running_var + cache.var
    return out, cache
