"""Axes kept until the end, and a backward pass node by node."""

import numpy as np


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    std = np.sqrt(running_var + eps)
    scale = (gamma / std).reshape(1, -1)
    W2 = np.multiply(W, scale)
    b2 = b.reshape(1, -1) * scale - running_mean.reshape(1, -1) * scale + beta.reshape(1, -1)
    return W2, b2.reshape(-1)


def torch_to_cs231n(state, N):
    result = state.copy()
    momentum = result.pop("momentum")
    if momentum is None:
        raise ValueError("momentum is None")
    result["momentum"] = 1 - momentum
    result["gamma"] = result.pop("weight")
    result["beta"] = result.pop("bias")
    result["running_var"] = result["running_var"] * ((N - 1) / N)
    del result["num_batches_tracked"]
    return result


def cs231n_to_torch(param, N):
    result = {"momentum": 0.9, "eps": 1e-5}
    result.update(param)
    result["momentum"] = 1 - result["momentum"]
    result["weight"] = result.pop("gamma")
    result["bias"] = result.pop("beta")
    result["running_var"] = result["running_var"] * (N / (N - 1))
    result["num_batches_tracked"] = 0
    return result


def sync_stats(parts):
    counts = np.array([n for n, mean, var in parts]).reshape(-1, 1)
    means = np.vstack([mean for n, mean, var in parts])
    variances = np.vstack([var for n, mean, var in parts])
    mean = np.sum(counts * means, axis=0, keepdims=True) / np.sum(counts)
    var = np.sum(counts * (variances + np.square(means - mean)), axis=0, keepdims=True) / np.sum(counts)
    return np.squeeze(mean, axis=0), np.squeeze(var, axis=0)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    outs = []
    for chunk in np.split(x, np.arange(size, x.shape[0], size)):
        mu = np.mean(chunk, axis=0, keepdims=True)
        var = np.var(chunk, axis=0, keepdims=True)
        outs.append(gamma * ((chunk - mu) / np.sqrt(var + eps)) + beta)
    return np.vstack(outs)


def batchrenorm_forward(x, gamma, beta, param):
    mode = param["mode"]
    eps = param.get("eps", 1e-5)
    momentum = param.get("momentum", 0.9)
    r_max = param.get("r_max", 3.0)
    d_max = param.get("d_max", 5.0)
    D = x.shape[1]
    running_mean = param.get("running_mean", np.zeros(D))
    running_var = param.get("running_var", np.ones(D))
    out, cache = None, None
    if mode == "train":
        mu = np.mean(x, axis=0, keepdims=True)
        xc = x - mu
        sq = xc**2
        var = np.mean(sq, axis=0, keepdims=True)
        std = np.sqrt(var + eps)
        inv = 1.0 / std
        z = xc * inv
        sigma = np.sqrt(running_var.reshape(1, D) + eps)
        r = np.clip(std / sigma, 1.0 / r_max, r_max)
        d = np.clip((mu - running_mean.reshape(1, D)) / sigma, -d_max, d_max)
        xhat = r * z + d
        out = gamma * xhat + beta
        cache = [xc, std, inv, r, xhat, gamma]
        running_mean = momentum * running_mean + (1 - momentum) * mu[0]
        running_var = momentum * running_var + (1 - momentum) * var[0]
    elif mode == "test":
        sigma = np.sqrt(running_var + eps)
        out = gamma * ((x - running_mean) / sigma) + beta
    else:
        raise ValueError("Invalid mode")
    param["running_mean"] = running_mean
    param["running_var"] = running_var
    return out, cache


def batchrenorm_backward(dout, cache):
    xc, std, inv, r, xhat, gamma = cache
    N = dout.shape[0]
    dbeta = np.sum(dout, axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dz = dxhat * r
    dxc = dz * inv
    dinv = np.sum(dz * xc, axis=0, keepdims=True)
    dstd = -dinv / std**2
    dvar = 0.5 * dstd / std
    dsq = np.ones_like(xc) * dvar / N
    dxc = dxc + 2 * xc * dsq
    dmu = -np.sum(dxc, axis=0, keepdims=True)
    dx = dxc + np.ones_like(xc) * dmu / N
    return dx, dgamma, dbeta
