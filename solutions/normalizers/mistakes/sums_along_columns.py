"""all sums of dx run along the columns, as in batch norm."""

import numpy as np

IDS = ("L01", "L03")
HINT = "Which numbers share a mean now? The sums of dx run over the same ones."
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
)


def dx(c, dout):
    d = dout * c.gamma
    centre = d.mean(axis=0) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * np.mean(d * c.x_hat, axis=0)) / c.std


layernorm_backward, rmsnorm_backward, _, _ = with_dx(dx)
