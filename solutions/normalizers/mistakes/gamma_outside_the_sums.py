"""gamma stands in front of the sums, and the sums are taken without it."""

import numpy as np

IDS = ("L04", "M12")
HINT = "In batch norm, gamma is a constant along the sum. Is it here?"
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    centre = mean(c, dout) if np.any(c.mean) else 0.0
    return c.gamma * (dout - centre - c.x_hat * mean(c, dout * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, _, spatial_groupnorm_backward = with_dx(dx)
