"""NumPy's own functions wherever there is one."""

import numpy as np


def column_stats(x):
    return np.mean(x, axis=0), np.var(x, axis=0)


def standardize(x, eps):
    return (x - np.average(x, axis=0)) / np.sqrt(np.var(x, axis=0) + eps)


def ema_update(old, new, momentum):
    return np.average([old, new], axis=0, weights=[momentum, 1 - momentum])


def welford(stream):
    x = np.vstack(tuple(stream))
    return x.shape[0], np.mean(x, axis=0), x.shape[0] * np.var(x, axis=0)


def merge_stats(a, b):
    counts = [a[0], b[0]]
    mean = np.average([a[1], b[1]], axis=0, weights=counts)
    between = np.average([(a[1] - mean) ** 2, (b[1] - mean) ** 2], axis=0, weights=counts)
    return sum(counts), mean, a[2] + b[2] + sum(counts) * between
