"""each image has statistics of its own."""

import numpy as np

IDS = ("S03",)
HINT = "That is instance norm. Which other numbers share a channel's mean in batch norm?"
LOSES = (
    "spatial_batchnorm_forward/output",
    "spatial_batchnorm_forward/running averages",
)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        mean, var = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
        for key, old, new in zip(RECORD, c.old, (mean, var), strict=True):
            bn_param[key] = c.momentum * old + (1 - c.momentum) * new.mean(axis=(0, 2, 3))
        out = c.gamma * (x - mean) / np.sqrt(var + c.eps) + c.beta
    return out, c
