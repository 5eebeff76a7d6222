"""each pixel has statistics of its own, taken over the batch only."""

import numpy as np

IDS = ("S02",)
HINT = "How many means are there for C channels?"
LOSES = (
    "spatial_batchnorm_forward/output",
    "spatial_batchnorm_forward/running averages",
)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        found = x.mean(axis=0), x.var(axis=0)  # (C, H, W)
        for key, new in zip(RECORD, found, strict=True):
            bn_param[key] = (1 - c.momentum) * new
        out = c.gamma * (x - found[0]) / np.sqrt(found[1] + c.eps) + c.beta
    return out, c
