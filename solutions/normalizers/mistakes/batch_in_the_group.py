"""the statistics of a group are taken over all images."""

import numpy as np

IDS = ("G08",)
HINT = "Change one image. Does the output of another move?"
LOSES = ("spatial_groupnorm_forward/output",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    blocks = c.x
    mean, var = blocks.mean(axis=(0, 2, 3, 4), keepdims=True), blocks.var(axis=(0, 2, 3, 4), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c
