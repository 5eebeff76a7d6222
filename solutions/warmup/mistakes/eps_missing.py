"""eps is not used."""

import numpy as np

IDS = ()
HINT = "What does your function divide by, if a pixel is the same in all images?"
LOSES = ("standardize/eps",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    with np.errstate(invalid="ignore"):
        return (x - mean) / np.sqrt(var)
