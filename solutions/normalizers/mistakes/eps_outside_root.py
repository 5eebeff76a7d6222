"""eps is added to the root instead of the variance."""

import numpy as np

IDS = ("L10", "M03")
HINT = "Where does eps stand in the formula: under the root, or beside it?"
LOSES = (
    "layernorm_forward/eps",
    "rmsnorm_forward/eps",
    "spatial_batchnorm_forward/eps",
    "spatial_groupnorm_forward/eps",
)


def output(c):
    return c.gamma * c.xc / (np.sqrt(c.var) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
