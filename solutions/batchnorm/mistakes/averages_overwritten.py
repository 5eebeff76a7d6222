"""the running averages are replaced by the statistics of the batch."""

IDS = ("R04",)
HINT = "What does momentum do in your version? An average should remember more than the last batch."
LOSES = ("batchnorm_forward/momentum",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = cache.mean
        bn_param["running_var"] = cache.var
    return out, cache
