"""eps stands outside the root in the backward pass."""

import numpy as np

IDS = ("L10", "B16")
HINT = "The backward pass undoes exactly the forward pass that you ran. Where did eps stand there?"
LOSES = (
    "layernorm_backward/eps",
    "rmsnorm_backward/eps",
    "spatial_batchnorm_backward/eps",
    "spatial_groupnorm_backward/eps",
)


def dx(c, dout):
    d = dout * c.gamma
    std = np.sqrt(c.var) + c.eps
    h = c.xc / std
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
