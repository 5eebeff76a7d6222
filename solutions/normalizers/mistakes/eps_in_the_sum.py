"""eps is added to the sum of the squares, before the mean is taken."""

import numpy as np

IDS = ("M11",)
HINT = "To which quantity does the formula add eps, to the sum or to the mean?"
LOSES = ("rmsnorm_forward/eps",)


def output(c):
    return c.gamma * c.x / np.sqrt((np.sum(c.x**2, axis=1, keepdims=True) + c.eps) / c.count)


_, rmsnorm_forward, _, _ = forwards(output)
