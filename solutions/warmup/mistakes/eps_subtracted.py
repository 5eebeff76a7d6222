"""eps is subtracted from the variance."""

import numpy as np

IDS = ()
HINT = "eps shall keep the root away from zero. In which direction do you move the variance?"
LOSES = ("standardize/eps",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (x - mean) / np.sqrt(var - eps)
