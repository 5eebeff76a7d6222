"""the spread is the mean of the absolute values."""

import numpy as np

IDS = ()
HINT = (
    "The R and the S of RMS, the standard in standard deviation: what is done to the numbers before "
    "they are averaged?"
)
LOSES = (
    "layernorm_forward/output",
    "rmsnorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * c.xc / (mean(c, np.abs(c.xc)) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
