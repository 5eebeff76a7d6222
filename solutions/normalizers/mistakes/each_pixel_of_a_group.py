"""each pixel of a group has statistics of its own."""

import numpy as np

IDS = ("G02",)
HINT = "Over how many numbers do you average? Channels and pixels of a group share one mean."
LOSES = ("spatial_groupnorm_forward/output",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    blocks = c.x
    mean, var = blocks.mean(axis=2, keepdims=True), blocks.var(axis=2, keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c
