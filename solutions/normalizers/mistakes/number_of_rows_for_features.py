"""the sums of dx are divided by the number of rows."""

import numpy as np

IDS = ("L05",)
HINT = "How many numbers were averaged?"
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
)


def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    share = c.count / len(dout)
    return (d - share * (centre + c.x_hat * mean(c, d * c.x_hat))) / c.std


layernorm_backward, rmsnorm_backward, _, _ = with_dx(dx)
