"""Means and deviations as products with matrices of ones."""

import numpy as np


def column_stats(x):
    N = len(x)
    ones = np.ones(N)
    H = np.eye(N) - np.outer(ones, ones) / N
    c = H @ x
    c = H @ c  # once more, for the digits that a large mean has cost
    return ones @ x / N, np.sum(c * c, 0) / N


def standardize(x, eps):
    mean, var = column_stats(x)
    return (x - mean) @ np.diag(1 / np.sqrt(var + eps))


def ema_update(old, new, momentum):
    return np.array([momentum, 1 - momentum]) @ np.array([old, new])


def welford(stream):
    x = np.array([*stream])
    mean, var = column_stats(x)
    return len(x), mean, var * len(x)


def merge_stats(a, b):
    n = np.array([a[0], b[0]])
    means = np.array([a[1], b[1]])
    weights = n / n.sum()
    spread = n[0] * weights[1]
    return int(n.sum()), weights @ means, a[2] + b[2] + spread * np.diff(means, axis=0)[0] ** 2
