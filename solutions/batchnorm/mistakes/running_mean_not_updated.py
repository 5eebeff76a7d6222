"""running_var is updated and running_mean is not."""

IDS = ("R15",)
HINT = "There are two running averages. Print both before and after a call in training mode."
LOSES = ("batchnorm_forward/running mean",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = cache.running_mean
    return out, cache
