"""the running averages keep the values that they had before the call."""

IDS = ("R03",)
HINT = (
    "Which names does the end of the function write into bn_param, and does your block change those very names?"
)
LOSES = ("batchnorm_forward/running mean", "batchnorm_forward/running variance")


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = cache.running_mean
        bn_param["running_var"] = cache.running_var
    return out, cache
