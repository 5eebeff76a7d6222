"""all entries of x share one mean and one variance."""

import numpy as np

IDS = ()
HINT = "How many means do D features have? Look at the argument axis."
LOSES = (
    "column_stats/mean",
    "column_stats/variance",
)


def column_stats(x):
    return np.full(x.shape[1], x.mean()), np.full(x.shape[1], x.var())
