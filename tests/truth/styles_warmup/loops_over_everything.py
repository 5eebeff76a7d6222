"""Python loops and plain numbers; NumPy only holds the result."""

import math

import numpy as np


def column_stats(x):
    rows, columns = x.shape
    mean, var = np.zeros(columns), np.zeros(columns)
    for j in range(columns):
        total = 0.0
        for i in range(rows):
            total += x[i, j]
        mean[j] = total / rows
        squares = 0.0
        for i in range(rows):
            squares += (x[i, j] - mean[j]) ** 2
        var[j] = squares / rows
    return mean, var


def standardize(x, eps):
    mean, var = column_stats(x)
    out = np.empty(x.shape)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            out[i, j] = (x[i, j] - mean[j]) / math.sqrt(var[j] + eps)
    return out


def ema_update(old, new, momentum):
    out = np.empty(len(old))
    for j in range(len(old)):
        out[j] = momentum * old[j] + (1.0 - momentum) * new[j]
    return out


def welford(stream):
    n = 0
    mean = M2 = None
    for row in stream:
        if mean is None:
            mean, M2 = [0.0] * len(row), [0.0] * len(row)
        n += 1
        for j in range(len(row)):
            delta = row[j] - mean[j]
            mean[j] += delta / n
            M2[j] += delta * (row[j] - mean[j])
    return n, np.array(mean), np.array(M2)


def merge_stats(a, b):
    n = a[0] + b[0]
    mean, M2 = np.empty(len(a[1])), np.empty(len(a[1]))
    for j in range(len(a[1])):
        d = b[1][j] - a[1][j]
        mean[j] = a[1][j] + d * b[0] / n
        M2[j] = a[2][j] + b[2][j] + d * d * a[0] * b[0] / n
    return n, mean, M2
