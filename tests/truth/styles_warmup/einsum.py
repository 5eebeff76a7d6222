"""Every sum is an einsum."""

import numpy as np


def column_stats(x):
    n = x.shape[0]
    mean = np.einsum("nd->d", x) / n
    centred = x - mean
    return mean, np.einsum("nd,nd->d", centred, centred) / n


def standardize(x, eps):
    mean, var = column_stats(x)
    return np.einsum("nd,d->nd", x - mean, (var + eps) ** -0.5)


def ema_update(old, new, momentum):
    return np.einsum("k,kd->d", [momentum, 1 - momentum], np.stack([old, new]))


def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n, delta = n + 1, row - mean
        mean = mean + delta / n
        M2 = M2 + np.einsum("d,d->d", delta, row - mean)
    return n, mean, M2


def merge_stats(a, b):
    counts = np.array([a[0], b[0]], dtype=float)
    means, sums = np.stack([a[1], b[1]]), np.stack([a[2], b[2]])
    mean = np.einsum("k,kd->d", counts, means) / counts.sum()
    apart = means - mean
    return a[0] + b[0], mean, np.einsum("kd->d", sums) + np.einsum("k,kd,kd->d", counts, apart, apart)
