"""Everything is turned around first, so that features are rows."""

import numpy as np


def column_stats(x):
    features = x.T
    mean = np.array([feature.mean() for feature in features])
    var = (features - mean[:, None]).T
    return mean, np.diag(var.T @ var) / features.shape[1]


def standardize(x, eps):
    mean, var = column_stats(x)
    return ((x.T - mean[:, np.newaxis]) / np.sqrt(var + eps)[:, np.newaxis]).T


def ema_update(old, new, momentum):
    return np.column_stack((old, new)) @ np.array([momentum, 1 - momentum])


def welford(stream):
    state = None
    for x in stream:
        if state is None:
            state = np.column_stack([np.array(x, dtype=float), np.zeros_like(x)])
            n = 1
            continue
        n += 1
        mean, M2 = state.T
        delta = x - mean
        state = np.column_stack([mean + delta / n, M2 + delta**2 * (n - 1) / n])
    return n, state[:, 0], state[:, 1]


def merge_stats(a, b):
    (na, ma, Sa), (nb, mb, Sb) = a, b
    share = nb / (na + nb)
    return na + nb, (1 - share) * ma + share * mb, Sa + Sb + (ma - mb) ** 2 * na * share
