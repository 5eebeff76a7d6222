"""eps is added to the standard deviation and not to the variance under the root."""

import numpy as np

IDS = ()
HINT = "Where does eps stand in the formula: before or after the root is taken?"
LOSES = ("standardize/eps",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / (np.sqrt(var) + eps)
