"""eps stands outside the root in test mode."""

import numpy as np

IDS = ("T02",)
HINT = "The two modes differ only in which statistics they use. What else differs in yours?"
LOSES = ("spatial_batchnorm_forward/eps",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = c.gamma * (x - mean) / (np.sqrt(var) + c.eps) + c.beta
    return out, c
