"""the distances of the means are not squared."""

import numpy as np

IDS = ()
HINT = "What do the weighted distances from the mean add up to?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances + np.abs(means - mean))).sum(axis=0) / counts.sum()
