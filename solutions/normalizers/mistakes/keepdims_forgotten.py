"""the mean and the spread of the rows meet x along its columns."""

import numpy as np

IDS = ("L06",)
HINT = "Print the shape of your mean. Along which axis does NumPy lay it against x?"
LOSES = (
    "layernorm_forward/output",
    "rmsnorm_forward/output",
)


def output(c):
    xc = c.x - c.x.mean(axis=1) if np.any(c.mean) else c.x
    return c.gamma * xc / np.sqrt(np.mean(xc**2, axis=1) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, _, _ = forwards(output)
