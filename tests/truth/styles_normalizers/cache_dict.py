"""Caches are dictionaries; every intermediate is kept under its name."""

import numpy as np


def normalise(x, axes, eps):
    c = {"axes": axes, "mu": x.mean(axes, keepdims=True)}
    c["xmu"] = x - c["mu"]
    c["var"] = (c["xmu"] ** 2).mean(axes, keepdims=True)
    c["ivar"] = 1.0 / np.sqrt(c["var"] + eps)
    c["xhat"] = c["xmu"] * c["ivar"]
    return c


def denormalise(dxhat, c):
    axes, m = c["axes"], dxhat.size // c["mu"].size
    divar = (dxhat * c["xmu"]).sum(axes, keepdims=True)
    dvar = divar * -0.5 * c["ivar"] ** 3
    dxmu = dxhat * c["ivar"] + 2.0 / m * c["xmu"] * dvar
    return dxmu - dxmu.sum(axes, keepdims=True) / m


def layernorm_forward(x, gamma, beta, ln_param):
    cache = normalise(x, (1,), ln_param.get("eps", 1e-5))
    cache["gamma"] = gamma
    return gamma * cache["xhat"] + beta, cache


def layernorm_backward(dout, cache):
    return denormalise(dout * cache["gamma"], cache), (dout * cache["xhat"]).sum(0), dout.sum(0)


def rmsnorm_forward(x, gamma, rms_param):
    irms = ((x * x).mean(1) + rms_param.get("eps", 1e-5)) ** -0.5
    return x * irms[:, None] * gamma, {"x": x, "irms": irms, "gamma": gamma}


def rmsnorm_backward(dout, cache):
    x, r, gamma = cache["x"], cache["irms"][:, None], cache["gamma"]
    d = dout * gamma
    return d * r - x * r**3 * (d * x).mean(1)[:, None], (dout * x * r).sum(0)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    C = x.shape[1]
    for key in ("running_mean", "running_var"):
        bn_param.setdefault(key, np.zeros(C))
    g, b, eps = gamma[:, None, None], beta[:, None, None], bn_param.get("eps", 1e-5)
    if bn_param["mode"] == "test":
        mean, var = bn_param["running_mean"], bn_param["running_var"]
        return (x - mean[:, None, None]) / np.sqrt(var[:, None, None] + eps) * g + b, {}
    cache = normalise(x, (0, 2, 3), eps)
    cache["gamma"] = g
    keep = bn_param.get("momentum", 0.9)
    for key, new in (("running_mean", cache["mu"]), ("running_var", cache["var"])):
        bn_param[key] = keep * bn_param[key] + (1 - keep) * new.ravel()
    return cache["xhat"] * g + b, cache


def spatial_batchnorm_backward(dout, cache):
    over = (0, 2, 3)
    return denormalise(dout * cache["gamma"], cache), (dout * cache["xhat"]).sum(over), dout.sum(over)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    cache = normalise(x.reshape(N * G, -1), (1,), gn_param.get("eps", 1e-5))
    cache["gamma"], cache["shape"] = gamma, x.shape
    return gamma * cache["xhat"].reshape(x.shape) + beta, cache


def spatial_groupnorm_backward(dout, cache):
    xhat = cache["xhat"].reshape(cache["shape"])
    dx = denormalise((dout * cache["gamma"]).reshape(cache["xhat"].shape), cache)
    over = {"axis": (0, 2, 3), "keepdims": True}
    return dx.reshape(cache["shape"]), np.sum(dout * xhat, **over), np.sum(dout, **over)
