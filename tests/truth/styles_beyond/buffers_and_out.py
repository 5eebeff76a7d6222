"""Preallocated buffers and out= arguments; copies first, in-place work after."""

import copy

import numpy as np


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = np.empty_like(gamma)
    np.add(running_var, eps, out=slope)
    np.sqrt(slope, out=slope)
    np.divide(gamma, slope, out=slope)
    W2, b2 = W.copy(), b.copy()
    W2 *= slope
    b2 -= running_mean
    b2 *= slope
    b2 += beta
    return [W2, b2]


def torch_to_cs231n(state, N):
    new = copy.deepcopy(state)
    if new["momentum"] is None:
        raise ValueError("plain average")
    for old, name in (("weight", "gamma"), ("bias", "beta")):
        new[name] = new.pop(old)
    new.pop("num_batches_tracked")
    new["running_var"] *= N - 1
    new["running_var"] /= N
    new["momentum"] = 1 - new["momentum"]
    return new


def cs231n_to_torch(param, N):
    new = copy.deepcopy(param)
    for old, name in (("gamma", "weight"), ("beta", "bias")):
        new[name] = new.pop(old)
    new["running_var"] *= N
    new["running_var"] /= N - 1
    new["momentum"] = 1 - new.setdefault("momentum", 0.9)
    new.setdefault("eps", 1e-5)
    new["num_batches_tracked"] = 0
    return new


def sync_stats(parts):
    mean = np.zeros_like(parts[0][1])
    var = np.zeros_like(mean)
    total = 0
    for n, m, _ in parts:
        mean += n * m
        total += n
    mean /= total
    for n, m, v in parts:
        var += n * v
        var += n * (m - mean) * (m - mean)
    var /= total
    return [mean, var]


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = x.copy()
    at = 0
    while at < len(out):
        view = out[at:at + size]
        view -= view.mean(axis=0)
        view /= np.sqrt(np.mean(view * view, axis=0) + eps)
        view *= gamma
        view += beta
        at += size
    return out


def batchrenorm_forward(x, gamma, beta, param):
    eps, m = param.get("eps", 1e-5), param.get("momentum", 0.9)
    running_mean = param.get("running_mean", np.zeros(x.shape[1]))
    running_var = param.get("running_var", np.ones(x.shape[1]))
    out = x.copy()
    cache = {}
    if param["mode"] == "train":
        sigma = np.sqrt(running_var + eps)
        mean = out.mean(axis=0)
        out -= mean
        var = np.mean(out * out, axis=0)
        std = np.sqrt(var + eps)
        out /= std
        cache["z"], cache["std"], cache["gamma"] = out.copy(), std, gamma
        cache["r"] = np.clip(std / sigma, 1 / param.get("r_max", 3.0), param.get("r_max", 3.0))
        out *= cache["r"]
        out += np.clip((mean - running_mean) / sigma, -param.get("d_max", 5.0), param.get("d_max", 5.0))
        cache["x_hat"] = out.copy()
        running_mean *= m  # the passed arrays themselves
        running_mean += (1 - m) * mean
        running_var *= m
        running_var += (1 - m) * var
    elif param["mode"] == "test":
        out -= running_mean
        out /= np.sqrt(running_var + eps)
    else:
        raise ValueError("mode")
    out *= gamma
    out += beta
    param["running_mean"], param["running_var"] = running_mean, running_var
    return [out, cache]


def batchrenorm_backward(dout, cache):
    dx = dout * cache["gamma"]
    dx *= cache["r"]
    ones, along = dx.mean(axis=0), (dx * cache["z"]).mean(axis=0)
    dx -= ones
    dx -= cache["z"] * along
    dx /= cache["std"]
    return [dx, (dout * cache["x_hat"]).sum(axis=0), dout.sum(axis=0)]
