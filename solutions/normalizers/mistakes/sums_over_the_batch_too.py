"""the sums of dx run over all images of the batch."""

import numpy as np

IDS = ("G08",)
HINT = "Change dout in one image. Does dx of another move, and should it?"
LOSES = ("spatial_groupnorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": (0, 2, 3, 4), "keepdims": True}
    return (d - d.mean(**over) - c.x_hat * np.mean(d * c.x_hat, **over)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)
