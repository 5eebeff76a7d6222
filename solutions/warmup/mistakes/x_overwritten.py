"""the result is computed inside the memory of x."""

import numpy as np

IDS = ()
HINT = "Is your result a new array, or another name for the input? Look at x after the call."
LOSES = ("standardize/input left alone",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    x -= mean
    x /= np.sqrt(var + eps)
    return x
