"""each channel has statistics of its own, and the other channels of its group do not count."""

import numpy as np

IDS = ("G03",)
HINT = "That is instance norm. How many axes does your mean reduce, and how many numbers are in one group?"
LOSES = ("spatial_groupnorm_forward/output",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    blocks = c.x
    mean, var = blocks.mean(axis=(3, 4), keepdims=True), blocks.var(axis=(3, 4), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c
