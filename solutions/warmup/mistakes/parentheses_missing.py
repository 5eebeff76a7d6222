"""only the mean is divided by the standard deviation, not the difference."""

import numpy as np

IDS = ()
HINT = "Division binds more tightly than subtraction. Which part of the formula stands above the line?"
LOSES = ("standardize/values",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    return x - mean / np.sqrt(var + eps)
