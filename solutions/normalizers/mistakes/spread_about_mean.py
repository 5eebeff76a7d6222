"""the division is by the standard deviation."""

import numpy as np

IDS = ()
HINT = "The squares of which numbers are averaged? Is there any mean in this formula?"
LOSES = ("rmsnorm_forward/output",)


def output(c):
    return c.gamma * c.x / np.sqrt(np.var(c.x, axis=1, keepdims=True) + c.eps)


_, rmsnorm_forward, _, _ = forwards(output)
