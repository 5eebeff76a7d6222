"""One pass over shifted data: the first row is subtracted before anything is squared."""

import numpy as np


def column_stats(x):
    y = x - x[0]
    return x[0] + y.mean(0), (y**2).mean(0) - y.mean(0) ** 2


def standardize(x, eps):
    mean, var = column_stats(x)
    std = np.sqrt(np.maximum(var, 0) + eps)
    return x / std - mean / std


def ema_update(old, new, momentum):
    return new - momentum * (new - old)


def welford(stream):
    first, n, total, squares = None, 0, 0.0, 0.0
    for row in stream:
        first = np.array(row) if first is None else first
        n, total, squares = n + 1, total + (row - first), squares + (row - first) ** 2
    return n, first + total / n, squares - total**2 / n


def merge_stats(a, b):
    if a[0] == 0:
        return b
    if b[0] == 0:
        return a
    na, nb = a[0], b[0]
    d = b[1] - a[1]
    return na + nb, a[1] + d / (1 + na / nb), a[2] + b[2] + d**2 / (1 / na + 1 / nb)
