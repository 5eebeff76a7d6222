"""Helpers and module constants carry the work; the cache holds x and everything is computed again."""

import numpy as np

DEFAULTS = {"eps": 1e-5, "momentum": 0.9, "r_max": 3.0, "d_max": 5.0}
TABLE = [("weight", "gamma"), ("bias", "beta"), ("running_mean", "running_mean"), ("eps", "eps")]


def std(var, eps):
    return np.sqrt(np.add(var, eps))


def moments(x):
    mean = np.add.reduce(x, axis=0) / x.shape[0]
    return mean, np.add.reduce(np.square(x - mean), axis=0) / x.shape[0]


def standardised(x, eps):
    mean, var = moments(x)
    return np.divide(np.subtract(x, mean), std(var, eps))


def corrected_variance(var, N):
    return var * N / (N - 1)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    def through(z):
        return (z - running_mean) / std(running_var, eps) * gamma + beta

    zero = through(b)
    return through(W + b) - zero, zero


def torch_to_cs231n(state, N):
    if state["momentum"] is None:
        raise ValueError("momentum=None")
    param = {ours: state[theirs] for theirs, ours in TABLE}
    param["momentum"] = 1 - state["momentum"]
    param["running_var"] = state["running_var"] / corrected_variance(1.0, N)
    return param


def cs231n_to_torch(param, N):
    full = {**{key: DEFAULTS[key] for key in ("eps", "momentum")}, **param}
    state = {theirs: full[ours] for theirs, ours in TABLE}
    state.update(momentum=1 - full["momentum"], num_batches_tracked=0)
    state["running_var"] = corrected_variance(full["running_var"], N)
    return state


def sync_stats(parts):
    def average(values):
        return sum(part[0] * value for part, value in zip(parts, values)) / sum(part[0] for part in parts)

    mean = average([part[1] for part in parts])
    within = average([part[2] for part in parts])
    between = average([(part[1] - mean) ** 2 for part in parts])
    return mean, within + between


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    labels = np.arange(len(x)) // size
    out = np.empty(x.shape)
    for label in np.unique(labels):
        out[labels == label] = standardised(x[labels == label], eps) * gamma + beta
    return out


def settings(param, D):
    return {**DEFAULTS, "running_mean": np.zeros(D), "running_var": np.ones(D), **param}


def correction(x, p):
    mean, var = moments(x)
    sigma = std(p["running_var"], p["eps"])
    r = np.clip(std(var, p["eps"]) / sigma, 1 / p["r_max"], p["r_max"])
    return r, np.clip((mean - p["running_mean"]) / sigma, -p["d_max"], p["d_max"])


def batchrenorm_forward(x, gamma, beta, param):
    p = settings(param, x.shape[1])
    if p["mode"] == "train":
        r, d = correction(x, p)
        out = (standardised(x, p["eps"]) * r + d) * gamma + beta
        for key, new in zip(("running_mean", "running_var"), moments(x)):
            param[key] = p["momentum"] * p[key] + (1 - p["momentum"]) * new
    elif p["mode"] == "test":
        out = (x - p["running_mean"]) / std(p["running_var"], p["eps"]) * gamma + beta
        param["running_mean"], param["running_var"] = p["running_mean"], p["running_var"]
    else:
        raise ValueError(p["mode"])
    return out, (x, gamma, p)


def batchrenorm_backward(dout, cache):
    x, gamma, p = cache
    (r, d), z = correction(x, p), standardised(x, p["eps"])
    g = dout * gamma * r
    dx = (g - moments(g)[0] - z * moments(g * z)[0]) / std(moments(x)[1], p["eps"])
    return dx, np.sum(dout * (z * r + d), axis=0), np.sum(dout, axis=0)
