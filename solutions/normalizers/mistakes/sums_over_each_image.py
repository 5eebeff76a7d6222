"""the sums of dx run over each image alone."""

import numpy as np

IDS = ("S03",)
HINT = "Over which axes did you take the mean in the forward pass?"
LOSES = ("spatial_batchnorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": (2, 3), "keepdims": True}
    return (d - d.mean(**over) - c.x_hat * np.mean(d * c.x_hat, **over)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)
