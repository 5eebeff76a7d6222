"""test mode divides by the recorded variance, without its root."""

import numpy as np

IDS = ("T05",)
HINT = "Which quantity has the unit of x?"
LOSES = ("spatial_batchnorm_forward/test output",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = c.gamma * (x - mean) / (var + c.eps) + c.beta
    return out, c
