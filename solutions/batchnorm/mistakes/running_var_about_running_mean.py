"""running_var records the spread of the batch around the running mean."""

import numpy as np

IDS = ("R13",)
HINT = "The batch has a mean of its own. Around which of the two means do you measure its spread?"
LOSES = ("batchnorm_forward/running variance",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * np.mean(
            (x - bn_param["running_mean"]) ** 2, axis=0
        )
    return out, cache
