"""Statistics keep their axis inside and lose it at the door."""

import numpy as np


def column_stats(x):
    mean = np.mean(x, axis=0, keepdims=True)
    var = np.mean(np.square(x - mean), axis=0, keepdims=True)
    return mean[0], var.squeeze(axis=0)


def standardize(x, eps):
    mean, var = (np.expand_dims(s, 0) for s in column_stats(x))
    return np.divide(np.subtract(x, mean), np.sqrt(np.add(var, eps)))


def ema_update(old, new, momentum):
    both = np.stack([old, new])
    return (both * np.array([[momentum], [1 - momentum]])).sum(axis=0)


def welford(stream):
    rows = np.stack(list(stream))  # one reading; the rows are kept
    mean = rows.mean(axis=0, keepdims=True)
    return len(rows), mean[0], ((rows - mean) ** 2).sum(axis=0)


def merge_stats(a, b):
    n = a[0] + b[0]
    mean = (a[0] * a[1] + b[0] * b[1]) / n
    M2 = a[2] + a[0] * (a[1] - mean) ** 2 + b[2] + b[0] * (b[1] - mean) ** 2
    return n, mean, M2
