"""the median stands in for the mean."""

import numpy as np

IDS = ()
HINT = (
    "The value in the middle and the average agree only for symmetric columns. Which one does the "
    "formula ask for?"
)
LOSES = ("column_stats/mean",)


def column_stats(x):
    return np.median(x, axis=0), x.var(axis=0)
