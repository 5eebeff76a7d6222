"""the variance is the mean of the squares, about zero."""

import numpy as np

IDS = ()
HINT = "Spread around which point?"
LOSES = (
    "layernorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * c.xc / np.sqrt(mean(c, c.x**2) + c.eps) + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
