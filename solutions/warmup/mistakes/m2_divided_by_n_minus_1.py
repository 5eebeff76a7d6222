"""M2 is divided by n - 1 at the end."""

import numpy as np

IDS = ()
HINT = "M2 is a sum. When is it divided, and by whom?"
LOSES = ("welford/M2",)


def welford(stream):
    (n, mean, M2) = right_welford(stream)
    with np.errstate(invalid="ignore"):
        return n, mean, M2 / np.float64(n - 1)
