"""the sums of dx run over each channel alone."""

import numpy as np

IDS = ("G03",)
HINT = "Over which axes did you take the mean in the forward pass?"
LOSES = ("spatial_groupnorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": (3, 4), "keepdims": True}
    return (d - d.mean(**over) - c.x_hat * np.mean(d * c.x_hat, **over)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)
