"""training normalises with the running averages as they were before the call."""

import numpy as np

IDS = ("F12",)
HINT = "Which statistics does training use, and which does it only record for later?"
LOSES = (
    "batchnorm_forward/training output",
    "batchnorm_forward/momentum",
    "batchnorm_forward/eps in training",
    "batchnorm_forward/averages created when absent",
    "batchnorm_forward/shapes",
    "batchnorm_forward/inputs left alone",
    "batchnorm_forward/two return values",
    "batchnorm_forward/invalid mode",
    "batchnorm_forward/precision",
)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var + cache.eps)
        out = gamma * x_hat + beta
    return out, cache
