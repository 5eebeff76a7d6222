"""Plain loops over rows and features, with sums kept in lists."""

import math

import numpy as np


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    W2 = np.zeros(W.shape)
    b2 = np.zeros(b.shape)
    for j in range(W.shape[1]):
        s = math.sqrt(running_var[j] + eps)
        for i in range(W.shape[0]):
            W2[i, j] = W[i, j] * gamma[j] / s
        b2[j] = gamma[j] * (b[j] - running_mean[j]) / s + beta[j]
    return W2, b2


def torch_to_cs231n(state, N):
    new = {}
    names = {"weight": "gamma", "bias": "beta", "running_mean": "running_mean", "eps": "eps"}
    for old in names:
        new[names[old]] = state[old]
    if state["momentum"] is None:
        raise ValueError("no momentum")
    new["momentum"] = 1.0 - state["momentum"]
    new["running_var"] = np.array([v * (N - 1) / N for v in state["running_var"]])
    return new


def cs231n_to_torch(param, N):
    new = {}
    for old, name in (("gamma", "weight"), ("beta", "bias"), ("running_mean", "running_mean")):
        new[name] = np.array([v for v in param[old]])
    new["running_var"] = np.array([v * N / (N - 1) for v in param["running_var"]])
    new["momentum"] = 0.1
    if "momentum" in param:
        new["momentum"] = 1 - param["momentum"]
    new["eps"] = 1e-5
    if "eps" in param:
        new["eps"] = param["eps"]
    new["num_batches_tracked"] = 0
    return new


def sync_stats(parts):
    D = len(parts[0][1])
    mean, var = np.zeros(D), np.zeros(D)
    N = 0
    for n, _, _ in parts:
        N += n
    for j in range(D):
        for n, m, _ in parts:
            mean[j] += n * m[j] / N
        for n, m, v in parts:
            var[j] += n * v[j] / N
            var[j] += n * (m[j] - mean[j]) ** 2 / N
    return mean, var


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    N, D = x.shape
    out = np.zeros((N, D))
    start = 0
    while start < N:
        stop = start + size
        if stop > N:
            stop = N
        for j in range(D):
            column = [x[i, j] for i in range(start, stop)]
            mu = sum(column) / len(column)
            var = sum((c - mu) ** 2 for c in column) / len(column)
            for i in range(start, stop):
                out[i, j] = gamma[j] * (x[i, j] - mu) / math.sqrt(var + eps) + beta[j]
        start = stop
    return out


def batchrenorm_forward(x, gamma, beta, param):
    mode = param["mode"]
    eps = param.get("eps", 1e-5)
    m = param.get("momentum", 0.9)
    r_max, d_max = param.get("r_max", 3.0), param.get("d_max", 5.0)
    N, D = x.shape
    rm = param.get("running_mean", np.zeros(D)).copy()
    rv = param.get("running_var", np.ones(D)).copy()
    out = np.zeros((N, D))
    cache = []
    if mode not in ("train", "test"):
        raise ValueError("unknown mode")
    for j in range(D):
        sigma = math.sqrt(rv[j] + eps)
        if mode == "test":
            for i in range(N):
                out[i, j] = gamma[j] * (x[i, j] - rm[j]) / sigma + beta[j]
            continue
        mu = sum(x[:, j]) / N
        var = sum((v - mu) ** 2 for v in x[:, j]) / N
        sb = math.sqrt(var + eps)
        r = min(max(sb / sigma, 1 / r_max), r_max)
        d = min(max((mu - rm[j]) / sigma, -d_max), d_max)
        hats = []
        for i in range(N):
            z = (x[i, j] - mu) / sb
            hats.append((z, z * r + d))
            out[i, j] = gamma[j] * (z * r + d) + beta[j]
        cache.append((hats, sb, r, gamma[j]))
        rm[j] = m * rm[j] + (1 - m) * mu
        rv[j] = m * rv[j] + (1 - m) * var
    param["running_mean"], param["running_var"] = rm, rv
    return out, cache


def batchrenorm_backward(dout, cache):
    N, D = dout.shape
    dx, dgamma, dbeta = np.zeros((N, D)), np.zeros(D), np.zeros(D)
    for j, (hats, sb, r, g) in enumerate(cache):
        s0 = s1 = 0.0
        for i, (z, x_hat) in enumerate(hats):
            dbeta[j] += dout[i, j]
            dgamma[j] += dout[i, j] * x_hat
            s0 += dout[i, j]
            s1 += dout[i, j] * z
        for i, (z, _) in enumerate(hats):
            dx[i, j] = g * r / sb * (dout[i, j] - s0 / N - z * s1 / N)
    return dx, dgamma, dbeta
