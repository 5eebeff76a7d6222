"""a group takes every G-th channel instead of neighbours."""

import numpy as np

IDS = ("G01",)
HINT = "Which channels are in the first group? Print their numbers after your reshape."
LOSES = ("spatial_groupnorm_forward/output",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    N, C, H, W = x.shape
    blocks = x.reshape(N, C // G, G, H, W)
    mean, var = blocks.mean(axis=(1, 3, 4), keepdims=True), blocks.var(axis=(1, 3, 4), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c
