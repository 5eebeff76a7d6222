"""there are C // G groups of G channels each."""

import numpy as np

IDS = ("G01",)
HINT = "Is G the number of groups, or the number of channels in one?"
LOSES = ("spatial_groupnorm_forward/output",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    N, C, H, W = x.shape
    blocks = x.reshape(N, C // G, G, H, W)
    mean, var = blocks.mean(axis=(2, 3, 4), keepdims=True), blocks.var(axis=(2, 3, 4), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c
