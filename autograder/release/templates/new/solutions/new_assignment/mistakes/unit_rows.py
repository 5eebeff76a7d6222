"""Known mistakes of unit_rows."""

import numpy as np


# %% squared_length: the rows are divided by the squares of their lengths
# hint: Which length has the row (3, 4), and which number do you divide it by?
# loses: unit_rows/directions, unit_rows/lengths
def unit_rows(x):
    square = np.sum(x**2, axis=1)
    return x / square[:, None], square


# %% double_precision: x in single precision comes back in double precision
# hint: Which type does x have before your first line, and which one after it?
# warns
def unit_rows(x):
    x = x.astype(float)
    length = np.sqrt(np.sum(x**2, axis=1))
    return x / length[:, None], length
