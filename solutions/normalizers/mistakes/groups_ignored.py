"""all channels of an image share one mean, whatever G is."""

import numpy as np

IDS = ("G10",)
HINT = "What does G = 1 mean, and does your function notice any other G?"
LOSES = ("spatial_groupnorm_forward/output",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    blocks = x
    mean, var = blocks.mean(axis=(1, 2, 3), keepdims=True), blocks.var(axis=(1, 2, 3), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c
