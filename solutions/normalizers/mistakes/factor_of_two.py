"""the gradient through the spread is twice what it should be."""

import numpy as np

IDS = ("B12", "B13")
HINT = "The square has a factor 2 in its derivative, and the root one of a half. Are both there?"
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
    "spatial_batchnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - 2 * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
