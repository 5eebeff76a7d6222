"""eps is always 1e-5, whatever the caller passes."""

import numpy as np

IDS = ("L10", "S09")
HINT = "The caller passed another eps. Under which key does the dictionary hold it, and do you read that one?"
LOSES = (
    "layernorm_forward/eps",
    "rmsnorm_forward/eps",
    "spatial_batchnorm_forward/eps",
    "spatial_groupnorm_forward/eps",
)


def output(c):
    return c.gamma * c.xc / np.sqrt(c.var + 1e-5) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
