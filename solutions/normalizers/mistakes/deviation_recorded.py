"""the record holds the standard deviation instead of the variance."""

import numpy as np

IDS = ("R02",)
HINT = "What is the name of the key?"
LOSES = ("spatial_batchnorm_forward/running averages",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param["running_var"] = c.momentum * c.old[1] + (1 - c.momentum) * np.sqrt(c.var).ravel()
    return out, c
