"""running_var records the variance that divides by N - 1."""

IDS = ("R05",)
HINT = "Some libraries do this. Which divisor does the contract of this function ask for?"
LOSES = ("batchnorm_forward/running variance",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * x.var(axis=0, ddof=1)
    return out, cache
