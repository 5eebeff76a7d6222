"""x stands where x_hat belongs."""

import numpy as np

IDS = ("B17",)
HINT = "Work in units: x_hat has none. Which of your terms has one too many?"
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
    "spatial_batchnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x * mean(c, d * c.x)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
