"""the deviation is returned, and not the variance."""

import numpy as np

IDS = ()
HINT = "Which unit should the second result have: that of the rows or its square?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, np.sqrt((counts * (variances + (means - mean) ** 2)).sum(axis=0) / counts.sum())
