"""Columns as Python lists through zip, and everything a list comprehension."""

import numpy as np


def columns(a):
    return [list(c) for c in zip(*a.tolist())]


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, mom = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    cols = columns(x)
    old_m = list(bn_param.get("running_mean", [0.0 for _ in cols]))
    old_v = list(bn_param.get("running_var", [0.0 for _ in cols]))
    if mode == "train":
        means = [sum(c) / len(c) for c in cols]
        vars_ = [sum([(v - m) ** 2 for v in c]) / len(c) for c, m in zip(cols, means)]
        new_m = [mom * o + (1 - mom) * m for o, m in zip(old_m, means)]
        new_v = [mom * o + (1 - mom) * v for o, v in zip(old_v, vars_)]
    elif mode == "test":
        means, vars_, new_m, new_v = old_m, old_v, old_m, old_v
    else:
        raise ValueError('Invalid forward batchnorm mode "{}"'.format(mode))
    stds = [(v + eps) ** 0.5 for v in vars_]
    hat = [[(v - m) / s for v in c] for c, m, s in zip(cols, means, stds)]
    out = [[g * h + b for h in c] for c, g, b in zip(hat, gamma, beta)]
    bn_param["running_mean"], bn_param["running_var"] = np.array(new_m), np.array(new_v)
    return np.array(out).T, {"hat": hat, "stds": stds, "gamma": list(gamma)}


def batchnorm_backward(dout, cache):
    cols = columns(dout)
    dbeta = [sum(c) for c in cols]
    dgamma = [sum([d * h for d, h in zip(c, hs)]) for c, hs in zip(cols, cache["hat"])]
    dx = [
        [g / s / len(c) * (len(c) * d - db - h * dg) for d, h in zip(c, hs)]
        for c, hs, s, g, dg, db in zip(cols, cache["hat"], cache["stds"], cache["gamma"], dgamma, dbeta)
    ]
    return np.array(dx).T, np.array(dgamma), np.array(dbeta)


def batchnorm_backward_alt(dout, cache):
    x_hat = np.array(cache["hat"]).T
    scale = np.array([g / s for g, s in zip(cache["gamma"], cache["stds"])])
    dx = scale * np.array([d - dout.mean(0) - h * (dout * x_hat).mean(0) for d, h in zip(dout, x_hat)])
    return dx, np.array([d @ h for d, h in zip(dout.T, x_hat.T)]), np.array([d.sum() for d in dout.T])
