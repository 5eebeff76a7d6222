"""the mean is subtracted first, as in layer norm."""

import numpy as np

IDS = ("M01",)
HINT = "What does the name root mean square leave out?"
LOSES = ("rmsnorm_forward/output",)


def output(c):
    xc = c.x - mean(c, c.x)
    return c.gamma * xc / np.sqrt(mean(c, xc**2) + c.eps)


_, rmsnorm_forward, _, _ = forwards(output)
