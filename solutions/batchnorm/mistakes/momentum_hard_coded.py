"""the momentum is always 0.9, whatever bn_param says."""

IDS = ("R08",)
HINT = "The caller may pass another momentum. Where does your function read it?"
LOSES = ("batchnorm_forward/momentum",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = 0.9 * cache.running_mean + 0.1 * cache.mean
        bn_param["running_var"] = 0.9 * cache.running_var + 0.1 * cache.var
    return out, cache
