"""gamma and beta are applied before the normalising."""

import numpy as np

IDS = ("L15",)
HINT = (
    "In which order do the steps come? Whatever gamma and beta did before the mean is taken is taken out again."
)
LOSES = (
    "layernorm_forward/output",
    "rmsnorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    moved = c.gamma * c.x + c.beta
    centred = moved - mean(c, moved) if np.any(c.mean) else moved
    return centred / np.sqrt(mean(c, centred**2) + c.eps)


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
