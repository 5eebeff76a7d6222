"""Lists and the statistics module inside, arrays at the door."""

import statistics

import numpy as np


def column_stats(x):
    columns = [list(map(float, column)) for column in zip(*x)]
    return (
        np.array([statistics.fmean(column) for column in columns]),
        np.array([statistics.pvariance(column) for column in columns]),
    )


def standardize(x, eps):
    mean, var = column_stats(x)
    return np.array([[(v - m) / (s + eps) ** 0.5 for v, m, s in zip(row, mean, var)] for row in x])


def ema_update(old, new, momentum):
    return np.array([momentum * o + (1 - momentum) * n for o, n in zip(old, new)])


def welford(stream):
    columns = [list(map(float, column)) for column in zip(*stream)]
    n = len(columns[0])
    mean = [statistics.fmean(column) for column in columns]
    M2 = [n * statistics.pvariance(column) for column in columns]
    return [n, np.array(mean), np.array(M2)]


def merge_stats(a, b):
    (n_a, *rest_a), (n_b, *rest_b) = a, b
    n = n_a + n_b
    rows = [
        (p + (q - p) * n_b / n, s + t + (q - p) ** 2 * n_a * n_b / n)
        for p, s, q, t in zip(*rest_a, *rest_b)
    ]
    mean, M2 = (np.array(column) for column in zip(*rows))
    return [n, mean, M2]
