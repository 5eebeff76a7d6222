"""Buffers and in-place arithmetic, but never in the memory of an argument."""

import numpy as np


def column_stats(x):
    work = x.copy()
    mean = np.add.reduce(work, axis=0)
    mean /= len(work)
    work -= mean
    np.multiply(work, work, out=work)
    var = np.add.reduce(work, axis=0)
    var /= len(work)
    return mean, var


def standardize(x, eps):
    mean, var = column_stats(x)
    out = np.array(x, dtype=float)
    out -= mean
    var += eps
    np.sqrt(var, out=var)
    out /= var
    return out


def ema_update(old, new, momentum):
    out = old.copy()
    out *= momentum
    out += (1 - momentum) * new
    return out


def welford(stream):
    n = 0
    for row in stream:
        if n == 0:
            mean, M2 = np.zeros_like(row), np.zeros_like(row)
        n += 1
        delta = row - mean
        mean += delta / n
        delta *= row - mean
        M2 += delta
    return n, mean, M2


def merge_stats(a, b):
    n, mean, M2 = a[0], a[1].copy(), a[2].copy()
    delta = b[1] - mean
    mean += delta * (b[0] / (n + b[0]))
    M2 += b[2]
    M2 += delta * delta * (n * b[0] / (n + b[0]))
    n += b[0]
    return n, mean, M2
