"""A dict from mode to function."""

import numpy as np


def _train(x, p):
    mean, var = x.mean(axis=0), x.var(axis=0)
    p["running_mean"] = p["momentum"] * p["running_mean"] + (1 - p["momentum"]) * mean
    p["running_var"] = p["momentum"] * p["running_var"] + (1 - p["momentum"]) * var
    return mean, var


def _test(x, p):
    return p["running_mean"], p["running_var"]


STATISTICS = {"train": _train}
STATISTICS["test"] = _test


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    if mode not in STATISTICS:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    p = {"eps": 1e-5, "momentum": 0.9, "running_mean": np.zeros(x.shape[1]), "running_var": np.zeros(x.shape[1])}
    p.update(bn_param)
    mean, var = STATISTICS[mode](x, p)
    bn_param["running_mean"] = p["running_mean"]
    bn_param["running_var"] = p["running_var"]
    inv = 1 / np.sqrt(var + p["eps"])
    return gamma * (x - mean) * inv + beta, (x - mean, inv, gamma)


FORMULAS = {
    "dbeta": lambda dout, xc, inv, gamma: dout.sum(axis=0),
    "dgamma": lambda dout, xc, inv, gamma: (dout * xc * inv).sum(axis=0),
    "dx": lambda dout, xc, inv, gamma: gamma
    * inv
    * (dout - dout.mean(axis=0) - xc * inv**2 * (dout * xc).mean(axis=0)),
}


def batchnorm_backward(dout, cache):
    return tuple(FORMULAS[name](dout, *cache) for name in ("dx", "dgamma", "dbeta"))


def batchnorm_backward_alt(dout, cache):
    return tuple(map(lambda name: FORMULAS[name](dout, *cache), ["dx", "dgamma", "dbeta"]))
