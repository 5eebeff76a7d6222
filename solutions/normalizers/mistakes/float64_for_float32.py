"""the output is written into a new array of float64, whatever the type of x."""

import numpy as np

IDS = ()
HINT = "A network in single precision hands in float32. Which type does your output have then?"
LOSES = ()
WARNS = True


def output(c):
    return np.float64(c.gamma * c.x_hat + c.beta)


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
