"""Recursion over chunks and devices, and a closure for a cache."""

import numpy as np


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    # What the two layers do with zeros is the bias; with the unit vectors, less that, the weights.
    layer = lambda x: gamma * (x @ W + b - running_mean) / np.sqrt(running_var + eps) + beta
    b2 = layer(np.zeros(W.shape[0]))
    return layer(np.eye(W.shape[0])) - b2, b2


def torch_to_cs231n(state, N):
    try:
        momentum = 1 - state["momentum"]
    except TypeError:
        raise ValueError("momentum=None cannot be translated") from None
    return {
        "gamma": state["weight"], "beta": state["bias"], "eps": state["eps"], "momentum": momentum,
        "running_mean": state["running_mean"], "running_var": state["running_var"] - state["running_var"] / N,
    }


def cs231n_to_torch(param, N):
    momentum = param["momentum"] if "momentum" in param else 0.9
    try:
        eps = param["eps"]
    except KeyError:
        eps = 1e-5
    return {
        "weight": param["gamma"], "bias": param["beta"], "eps": eps, "momentum": 1 - momentum,
        "running_mean": param["running_mean"], "running_var": param["running_var"] + param["running_var"] / (N - 1),
        "num_batches_tracked": np.array(0),
    }


def merged(one, other):
    (n, a, v), (m, b, w) = one, other
    t = n + m
    return t, (n * a + m * b) / t, (n * v + m * w) / t + n * m * (a - b) ** 2 / t**2


def sync_stats(parts):
    if len(parts) == 1:
        return parts[0][1].copy(), parts[0][2].copy()
    return sync_stats([merged(parts[0], parts[1])] + list(parts[2:]))


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    if len(x) > size:
        first = ghost_batchnorm_forward(x[:size], gamma, beta, size, eps)
        return np.concatenate([first, ghost_batchnorm_forward(x[size:], gamma, beta, size, eps)])
    centre = np.eye(len(x)) - 1 / len(x)
    c = centre @ x
    return gamma * c / np.sqrt(np.sum(c**2, 0) / len(x) + eps) + beta


def batchrenorm_forward(x, gamma, beta, param):
    get = param.get
    D = x.shape[1]
    eps, m = get("eps", 1e-5), get("momentum", 0.9)
    rm, rv = get("running_mean", np.zeros(D)), get("running_var", np.ones(D))
    s = np.sqrt(rv + eps)
    if param["mode"] == "test":
        param["running_mean"], param["running_var"] = rm, rv
        return gamma * (x - rm) / s + beta, lambda dout: None
    if param["mode"] != "train":
        raise ValueError("mode must be train or test")
    mu, var = np.mean(x, 0), np.var(x, 0)
    sb = np.sqrt(var + eps)
    r = np.clip(sb / s, 1 / get("r_max", 3.0), get("r_max", 3.0))
    d = np.clip((mu - rm) / s, -get("d_max", 5.0), get("d_max", 5.0))
    z = (x - mu) / sb

    def back(dout):
        n = len(dout)
        jacobian = np.eye(n)[:, :, None] - 1 / n - z[:, None] * z[None] / n
        dx = np.sum(jacobian * dout[None], axis=1) * gamma * r / sb
        return dx, np.sum(dout * (z * r + d), 0), np.sum(dout, 0)

    param["running_mean"] = m * rm + (1 - m) * mu
    param["running_var"] = m * rv + (1 - m) * var
    return gamma * (z * r + d) + beta, back


def batchrenorm_backward(dout, cache):
    return cache(dout)
