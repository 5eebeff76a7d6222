"""gamma is left out of dx."""

import numpy as np

IDS = ("B04",)
HINT = "What multiplies x_hat on its way out?"
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
    "spatial_batchnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    centre = mean(c, dout) if np.any(c.mean) else 0.0
    return (dout - centre - c.x_hat * mean(c, dout * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
