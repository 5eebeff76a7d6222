"""the square of eps is added to the variance."""

import numpy as np

IDS = ()
HINT = "What is added under the root: eps, or its square?"
LOSES = ("standardize/eps",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / np.sqrt(var + eps**2)
