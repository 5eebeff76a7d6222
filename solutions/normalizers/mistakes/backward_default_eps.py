"""the backward pass uses 1e-5, whatever eps the forward pass was given."""

import numpy as np

IDS = ("L10", "B38")
HINT = "Where does your backward pass get its eps from? What can the cache carry?"
LOSES = (
    "layernorm_backward/eps",
    "rmsnorm_backward/eps",
    "spatial_batchnorm_backward/eps",
    "spatial_groupnorm_backward/eps",
)


def dx(c, dout):
    d = dout * c.gamma
    std = np.sqrt(c.var + 1e-5)
    h = c.xc / std
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
