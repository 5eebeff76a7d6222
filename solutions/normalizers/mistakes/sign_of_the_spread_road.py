"""the gradient through the spread has the wrong sign."""

import numpy as np

IDS = ("B08",)
HINT = "With more spread, is the output larger or smaller?"
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
    "spatial_batchnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre + c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
