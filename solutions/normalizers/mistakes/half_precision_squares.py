"""the squares are taken in half precision."""

import numpy as np

IDS = ("M08",)
HINT = "How many digits does float16 have, and how large can a square become in it?"
LOSES = ("rmsnorm_forward/output",)


def output(c):
    squares = np.float16(c.x) ** 2
    return c.gamma * c.x / np.sqrt(mean(c, squares.astype(float)) + c.eps)


_, rmsnorm_forward, _, _ = forwards(output)
