"""eps is missing."""

import numpy as np

IDS = ("L10",)
HINT = "Feed numbers that are all alike. What do you divide by?"
LOSES = (
    "layernorm_forward/eps",
    "rmsnorm_forward/eps",
    "spatial_batchnorm_forward/eps",
    "spatial_groupnorm_forward/eps",
)


def output(c):
    return c.gamma * c.xc / np.sqrt(c.var) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
