"""A table of steps that plain function calls at the top level fill, and a loop that walks it."""

import numpy as np

STEPS = []


def step(forward, backward):
    STEPS.append((forward, backward))


def centre(v, p):
    return v - p["mean"]


def centre_back(d, h, p):
    return d - d.mean(axis=0)


def divide(v, p):
    return v / p["std"]


def divide_back(d, h, p):
    return d / p["std"] - h * (d * h).mean(axis=0) / p["std"]


def stretch(v, p):
    return v * p["gamma"]


def stretch_back(d, h, p):
    return d * p["gamma"]


step(centre, centre_back)
step(divide, divide_back)
step(stretch, stretch_back)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    if mode not in ("train", "test"):
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    p = {"gamma": gamma, "mean": rm, "var": rv}
    if mode == "train":
        m = bn_param.get("momentum", 0.9)
        p["mean"], p["var"] = x.mean(axis=0), x.var(axis=0)
        rm, rv = m * rm + (1 - m) * p["mean"], m * rv + (1 - m) * p["var"]
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    p["std"] = np.sqrt(p["var"] + bn_param.get("eps", 1e-5))
    v = x
    for forward, _ in STEPS:
        v = forward(v, p)
    return v + beta, (v / gamma, p)


def batchnorm_backward(dout, cache):
    h, p = cache
    d = dout
    for _, backward in reversed(STEPS):
        d = backward(d, h, p)
    return d, (dout * h).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    h, p = cache
    dx = p["gamma"] / p["std"] * (dout - dout.mean(0) - h * (dout * h).mean(0))
    return dx, (dout * h).sum(0), dout.sum(0)
