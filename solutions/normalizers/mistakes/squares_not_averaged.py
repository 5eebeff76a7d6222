"""the squares are added up and not averaged."""

import numpy as np

IDS = ("M02",)
HINT = "Write the same numbers down twice, in a set twice as large. Should the scale of the result change?"
LOSES = (
    "layernorm_forward/output",
    "rmsnorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * c.xc / np.sqrt(c.count * c.var + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
