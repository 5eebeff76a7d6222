"""the first row is used up to find the shape and not counted."""

import numpy as np

IDS = ()
HINT = "Which rows does your loop see, if one was taken from the stream before it begins?"
LOSES = (
    "welford/count and mean",
    "welford/M2",
)


def welford(stream):
    rows = iter(stream)
    zero = np.zeros(len(next(rows)))
    n, mean, M2 = 0, zero, zero
    for row in rows:
        n += 1
        delta = row - mean
        mean = mean + delta / n
        M2 = M2 + delta * (row - mean)
    return n, mean, M2
