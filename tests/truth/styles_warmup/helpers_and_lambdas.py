"""Small functions in cells of their own, lambdas, reduce."""

from functools import reduce

import numpy as np

mean_of = lambda x: sum(x) / len(x)  # noqa: E731
square = lambda v: v * v  # noqa: E731


def centred(x):
    return x - mean_of(x)


def column_stats(x):
    return mean_of(x), mean_of(square(centred(x)))


def standardize(x, eps):
    return centred(x) / np.sqrt(mean_of(square(centred(x))) + eps)


def lerp(start, end, t):
    return (1 - t) * start + t * end


ema_update = lambda old, new, momentum: lerp(new, old, momentum)  # noqa: E731


def merge_stats(a, b):
    n = a[0] + b[0]
    return n, lerp(a[1], b[1], b[0] / n), a[2] + b[2] + square(b[1] - a[1]) * (a[0] * b[0] / n)


def welford(stream):
    return reduce(merge_stats, ((1, row, np.zeros_like(row)) for row in stream))
