"""test mode leaves out gamma and beta."""

import numpy as np

IDS = ("T04",)
HINT = "What was learned still counts in use. Where does it enter?"
LOSES = ("spatial_batchnorm_forward/test output",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = (x - mean) / np.sqrt(var + c.eps)
    return out, c
