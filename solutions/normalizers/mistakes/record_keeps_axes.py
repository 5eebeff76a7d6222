"""the running averages keep axes of length one."""

import numpy as np

IDS = ("S06",)
HINT = "Your numbers are fine. Which shape does the record have in the table of keys?"
LOSES = ("spatial_batchnorm_forward/shapes",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        for key, old, new in zip(RECORD, c.old, (c.mean, c.var), strict=True):
            bn_param[key] = c.momentum * old[:, np.newaxis, np.newaxis] + (1 - c.momentum) * new
    return out, c
