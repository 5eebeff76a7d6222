"""the running averages keep an axis of length one."""

IDS = ("R14",)
HINT = "Your numbers are fine. Compare the shape of what you store with the shape that the docstring gives."
LOSES = ("batchnorm_forward/shapes",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * x.mean(
            axis=0, keepdims=True
        )
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * x.var(axis=0, keepdims=True)
    return out, cache
