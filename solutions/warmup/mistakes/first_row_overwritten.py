"""the mean is kept in the memory of the first row."""

import numpy as np

IDS = ()
HINT = "Your mean begins as the first row. Is it a copy of that row, or the row itself?"
LOSES = ("welford/rows left alone",)


def welford(stream):
    rows = iter(stream)
    mean = next(rows)
    n, M2 = 1, np.zeros(len(mean))
    for row in rows:
        n += 1
        delta = row - mean
        mean += delta / n
        M2 += delta * (row - mean)
    return n, mean, M2
