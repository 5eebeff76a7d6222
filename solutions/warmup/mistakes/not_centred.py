"""the mean is not subtracted."""

import numpy as np

IDS = ()
HINT = "What is the mean of each column of your result?"
LOSES = ("standardize/values",)


def standardize(x, eps):
    _, var = right_column_stats(x)
    return x / np.sqrt(var + eps)
