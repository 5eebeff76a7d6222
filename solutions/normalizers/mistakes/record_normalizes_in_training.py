"""the running averages normalise in training too."""

import numpy as np

IDS = ()
HINT = "Which statistics does training use, and which are only recorded?"
LOSES = ("spatial_batchnorm_forward/output",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    _, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
    return c.gamma * (x - mean) / np.sqrt(var + c.eps) + c.beta, c
