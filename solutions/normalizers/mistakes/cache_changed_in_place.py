"""the call adds eps to the variance inside the cache."""

import numpy as np

IDS = ("B31",)
HINT = "Call your function twice with the same cache. What did the first call leave behind for the second?"
LOSES = (
    "layernorm_backward/inputs and cache left alone",
    "rmsnorm_backward/inputs and cache left alone",
    "spatial_batchnorm_backward/inputs and cache left alone",
    "spatial_groupnorm_backward/inputs and cache left alone",
)


def dx(c, dout):
    c.var += c.eps
    d, h = dout * c.gamma, c.xc / np.sqrt(c.var)
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / np.sqrt(c.var)


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
