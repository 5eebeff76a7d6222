"""absolute deviations are averaged where squares should be."""

import numpy as np

IDS = ()
HINT = "Compare the formula of the variance with yours: what happens to each deviation before the average?"
LOSES = ("column_stats/variance",)


def column_stats(x):
    mean = x.mean(axis=0)
    return mean, np.abs(x - mean).mean(axis=0)
