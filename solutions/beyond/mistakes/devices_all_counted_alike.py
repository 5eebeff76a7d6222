"""every device counts alike in both results."""

import numpy as np

IDS = ()
HINT = "One device has a single row, another has nine. Should they pull equally?"
LOSES = ("sync_stats/mean", "sync_stats/variance")


def sync_stats(parts):
    _, means, variances = stacked(parts)
    mean = means.mean(axis=0)
    return mean, np.mean(variances + (means - mean) ** 2, axis=0)
