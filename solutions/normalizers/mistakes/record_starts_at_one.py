"""a variance that was never recorded starts at one."""

import numpy as np

IDS = ("R18",)
HINT = "PyTorch does that. Which start does the table of keys give?"
LOSES = ("spatial_batchnorm_forward/running averages",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train and not np.any(c.old[1]):
        bn_param["running_var"] += c.momentum
    return out, c
