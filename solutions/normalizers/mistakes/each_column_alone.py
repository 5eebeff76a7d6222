"""each column is normalised over the rows, as batch norm does."""

import numpy as np

IDS = ("L01", "M10")
HINT = "One example alone must come out the same as in company. Does it?"
LOSES = (
    "layernorm_forward/output",
    "rmsnorm_forward/output",
)


def output(c):
    xc = c.x - c.x.mean(axis=0) if np.any(c.mean) else c.x
    return c.gamma * xc / np.sqrt(np.mean(xc**2, axis=0) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, _, _ = forwards(output)
