"""eps is 1e-5 whatever the caller passes."""

import numpy as np

IDS = ()
HINT = "Your function has an argument eps. Does its value reach the formula?"
LOSES = ("standardize/eps",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / np.sqrt(var + 1e-5)
