"""eps is added twice under the root."""

import numpy as np

IDS = ("L10",)
HINT = "Count how often eps enters on the way from the variance to the root."
LOSES = (
    "layernorm_forward/eps",
    "rmsnorm_forward/eps",
    "spatial_batchnorm_forward/eps",
    "spatial_groupnorm_forward/eps",
)


def output(c):
    return c.gamma * c.xc / np.sqrt(c.var + 2 * c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
