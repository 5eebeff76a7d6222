"""all numbers of x share one mean and one variance."""

import numpy as np

IDS = ()
HINT = "How many means does the formula ask for? Print the shape of yours."
LOSES = (
    "layernorm_forward/output",
    "rmsnorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    xc = c.x - c.x.mean() if np.any(c.mean) else c.x
    return c.gamma * xc / np.sqrt(np.mean(xc**2) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
