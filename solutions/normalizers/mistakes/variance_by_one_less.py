"""the variance is divided by one less than the number of values."""

import numpy as np

IDS = ("L11",)
HINT = "By which number does the formula divide the sum of the squares?"
LOSES = (
    "layernorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    var = c.var * c.count / (c.count - 1)
    return c.gamma * c.xc / np.sqrt(var + c.eps) + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
