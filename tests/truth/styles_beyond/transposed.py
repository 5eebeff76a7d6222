"""Features as rows: everything is transposed at the door, and back at the end."""

import numpy as np


def column(v):
    return v[:, None]


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = column(gamma / np.sqrt(running_var + eps))
    together = np.hstack([W.T, column(b - running_mean)]) * slope
    return together[:, :-1].T, together[:, -1] + beta


def torch_to_cs231n(state, N):
    assert N >= 2
    if not isinstance(state["momentum"], (int, float)):
        raise ValueError(f"cannot translate momentum {state['momentum']}")
    keys = {"gamma": "weight", "beta": "bias", "running_mean": "running_mean", "running_var": "running_var"}
    param = {new: np.array(state[old]) for new, old in keys.items()}
    param["running_var"] *= N - 1
    param["running_var"] /= N
    return {**param, "momentum": 1 - state["momentum"], "eps": state["eps"]}


def cs231n_to_torch(param, N):
    keys = {"weight": "gamma", "bias": "beta", "running_mean": "running_mean", "running_var": "running_var"}
    state = {new: np.array(param[old]) for new, old in keys.items()}
    state["running_var"] *= N
    state["running_var"] /= N - 1
    rest = {"momentum": 0.9, "eps": 1e-5, **{k: v for k, v in param.items() if k in ("momentum", "eps")}}
    return {**state, "momentum": 1 - rest["momentum"], "eps": rest["eps"], "num_batches_tracked": 0}


def sync_stats(parts):
    counts, means, variances = zip(*parts)
    weights = np.array(counts) / sum(counts)
    means, variances = np.array(means).T, np.array(variances).T
    mean = means @ weights
    return mean, (variances + (means - column(mean)) ** 2) @ weights


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    xt = x.T
    pieces = []
    for at in range(0, xt.shape[1], size):
        c = xt[:, at:at + size]
        c = c - column(c.mean(1))
        pieces.append(c / column(np.sqrt((c * c).mean(1) + eps)))
    return (column(gamma) * np.hstack(pieces) + column(beta)).T


def batchrenorm_forward(x, gamma, beta, param):
    xt = x.T
    eps, keep = param.get("eps", 1e-5), param.get("momentum", 0.9)
    rm = param.get("running_mean", np.zeros(len(xt)))
    rv = param.get("running_var", np.ones(len(xt)))
    sigma = np.sqrt(rv + eps)
    if param["mode"] == "train":
        mu, var = xt.mean(1), xt.var(1)
        sb = np.sqrt(var + eps)
        bound = param.get("r_max", 3.0)
        r = (sb / sigma).clip(1 / bound, bound)
        d = ((mu - rm) / sigma).clip(-param.get("d_max", 5.0), param.get("d_max", 5.0))
        z = (xt - column(mu)) / column(sb)
        hat = z * column(r) + column(d)
        cache = (z, hat, gamma * r / sb)
        rm, rv = rm + (1 - keep) * (mu - rm), rv + (1 - keep) * (var - rv)
    elif param["mode"] == "test":
        hat, cache = (xt - column(rm)) / column(sigma), None
    else:
        raise ValueError("mode")
    param["running_mean"], param["running_var"] = rm, rv
    return (column(gamma) * hat + column(beta)).T, cache


def batchrenorm_backward(dout, cache):
    z, hat, k = cache
    d = dout.T
    projected = d - column(d.mean(1)) - z * column((d * z).mean(1))
    return (column(k) * projected).T, (d * hat).sum(1), d.sum(1)
