"""the rows are divided by the squares of their lengths."""

IDS = ()
HINT = "Which length has the row (3, 4), and which number do you divide it by?"
LOSES = ("unit_rows/directions", "unit_rows/lengths")

import numpy as np


def unit_rows(x):
    square = np.sum(x**2, axis=1)
    return x / square[:, None], square
