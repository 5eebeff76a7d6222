"""the sums of the statistics are not divided by the number of values."""

import numpy as np

IDS = ("B10", "M02")
HINT = "How much of the mean does one number own? Does your error grow with the size?"
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
    "spatial_batchnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - c.count * (centre + c.x_hat * mean(c, d * c.x_hat))) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
