"""Assignment expressions wherever one fits."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    if (mode := bn_param["mode"]) not in ("train", "test"):
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    if (rm := bn_param.get("running_mean")) is None:
        rm = np.zeros(x.shape[1], dtype=x.dtype)
    if (rv := bn_param.get("running_var")) is None:
        rv = np.zeros(x.shape[1], dtype=x.dtype)
    m = bn_param.get("momentum", 0.9)
    if train := mode == "train":
        var = ((xc := x - (mean := x.mean(axis=0))) ** 2).mean(axis=0)
    else:
        xc, var = x - (mean := rm), rv
    bn_param["running_mean"] = m * rm + (1 - m) * mean if train else rm
    bn_param["running_var"] = m * rv + (1 - m) * var if train else rv
    out = gamma * (h := xc / (s := np.sqrt(var + bn_param.get("eps", 1e-5)))) + beta
    return out, (h, s, gamma)


def batchnorm_backward(dout, cache):
    return (
        ((d := dout * cache[2]) - d.mean(0) - (h := cache[0]) * (d * h).mean(0)) / cache[1],
        (dout * h).sum(0),
        dout.sum(0),
    )


def batchnorm_backward_alt(dout, cache):
    h, s, gamma = cache
    dx = gamma / (n := len(h)) / s * (n * dout - (db := dout.sum(0)) - h * (dg := (dout * h).sum(0)))
    return dx, dg, db
