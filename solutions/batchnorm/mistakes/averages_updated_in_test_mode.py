"""test mode updates the running averages too."""

IDS = ("R07",)
HINT = "Should looking at test data change the model?"
LOSES = ("batchnorm_forward/averages left alone in test mode",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * cache.mean
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * cache.var
    return out, cache
