"""the stream is read a second time, when nothing is left of it."""

import numpy as np

IDS = ()
HINT = "A generator can be read once only. What can you keep from each row as it passes?"
LOSES = ("welford/one pass",)


def welford(stream):
    total, n = 0.0, 0
    for row in stream:
        total, n = total + row, n + 1
    mean, M2 = total / n, np.zeros(len(total))
    for row in stream:
        M2 = M2 + (row - mean) ** 2
    return n, mean, M2
