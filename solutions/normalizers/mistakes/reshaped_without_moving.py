"""x is reshaped to C columns before the channels are moved to the end."""

import numpy as np

IDS = ("S01",)
HINT = "reshape never moves data. Which numbers stand in the first column of your table?"
LOSES = (
    "spatial_batchnorm_forward/output",
    "spatial_batchnorm_forward/test output",
    "spatial_batchnorm_forward/running averages",
)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    _, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    table = x.reshape(-1, x.shape[1])
    found = (table.mean(axis=0), table.var(axis=0)) if c.train else c.old
    if c.train:
        for key, old, new in zip(RECORD, c.old, found, strict=True):
            bn_param[key] = c.momentum * old + (1 - c.momentum) * new
    out = gamma * (table - found[0]) / np.sqrt(found[1] + c.eps) + beta
    return out.reshape(x.shape), c
