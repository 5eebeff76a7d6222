"""the sums of dx run over the batch and not over the pixels."""

import numpy as np

IDS = ("S02",)
HINT = "Over which axes did you take the mean in the forward pass?"
LOSES = ("spatial_batchnorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    return (d - d.mean(axis=0) - c.x_hat * np.mean(d * c.x_hat, axis=0)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)
