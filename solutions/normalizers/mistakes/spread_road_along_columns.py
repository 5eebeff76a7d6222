"""the gradient through the spread is summed along the columns."""

import numpy as np

IDS = ("L03",)
HINT = "Every sum has to change its axis. Did one of them stay behind?"
LOSES = ("layernorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * np.mean(d * c.x_hat, axis=0)) / c.std


layernorm_backward, _, _, _ = with_dx(dx)
