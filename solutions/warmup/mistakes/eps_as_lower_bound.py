"""eps replaces a variance that is smaller, where it should be added."""

import numpy as np

IDS = ()
HINT = "Adding something and taking the larger of two are different things. Which one does the formula say?"
LOSES = ("standardize/eps",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / np.sqrt(np.maximum(var, eps))
