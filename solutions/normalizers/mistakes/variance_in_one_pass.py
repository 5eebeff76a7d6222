"""the variance is the mean of the squares minus the square of the mean."""

import numpy as np

IDS = ()
HINT = (
    "With a large mean you subtract two huge numbers that are nearly equal. How many digits are left, "
    "and what could you subtract before squaring?"
)
LOSES = ()
WARNS = True


def output(c):
    var = mean(c, c.x**2) - c.mean**2
    return c.gamma * c.xc / np.sqrt(var + c.eps) + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
