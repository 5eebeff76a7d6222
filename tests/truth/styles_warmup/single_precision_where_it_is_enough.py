"""float32 where seven digits are enough; the offset of 1e8 gets float64."""

import numpy as np


def column_stats(x):
    pivot = x[0]
    shifted = (x - pivot).astype(np.float32)
    mean = shifted.mean(axis=0)
    return pivot + mean, ((shifted - mean) ** 2).mean(axis=0)


def standardize(x, eps):
    mean, var = column_stats(x)
    return ((x - mean).astype(np.float32) / np.sqrt(var + np.float32(eps))).astype(np.float32)


def ema_update(old, new, momentum):
    m = np.float32(momentum)
    return m * old.astype(np.float32) + (1 - m) * new.astype(np.float32)


def welford(stream):
    rows = iter(stream)
    pivot = next(rows).copy()
    n, mean, M2 = 1, np.zeros(len(pivot), np.float32), np.zeros(len(pivot), np.float32)
    for row in rows:
        n += 1
        delta = (row - pivot).astype(np.float32) - mean
        mean = mean + delta / np.float32(n)
        M2 = M2 + delta * delta * np.float32((n - 1) / n)
    return n, pivot + mean, M2


def merge_stats(a, b):
    n = a[0] + b[0]
    delta = (b[1] - a[1]).astype(np.float32)
    M2 = a[2].astype(np.float32) + b[2].astype(np.float32) + delta**2 * np.float32(a[0] * b[0] / n)
    return n, a[1] + delta * (b[0] / n), M2
