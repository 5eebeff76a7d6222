"""Sums and products as einsum; chunks by reshaping, the rest by itself."""

import numpy as np

ein = np.einsum


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    k = ein("j,j->j", gamma, (running_var + eps) ** -0.5)
    return ein("ij,j->ij", W, k), ein("j,j->j", b - running_mean, k) + beta


def torch_to_cs231n(state, N):
    p = state["momentum"]
    if p is None:
        raise ValueError
    return dict(
        gamma=state["weight"] + 0.0,
        beta=state["bias"] + 0.0,
        running_mean=state["running_mean"] + 0.0,
        running_var=state["running_var"] * (1 - 1 / N),
        momentum=1 - p,
        eps=state["eps"],
    )


def cs231n_to_torch(param, N):
    return dict(
        weight=param["gamma"] + 0.0,
        bias=param["beta"] + 0.0,
        running_mean=param["running_mean"] + 0.0,
        running_var=param["running_var"] / (1 - 1 / N),
        momentum=1 - param.get("momentum", 0.9),
        eps=param.get("eps", 1e-5),
        num_batches_tracked=np.int64(0),
    )


def sync_stats(parts):
    n = np.array([p[0] for p in parts], dtype=float)
    m = np.stack([p[1] for p in parts])
    v = np.stack([p[2] for p in parts])
    w = n / n.sum()
    mean = ein("k,kd->d", w, m)
    return mean, ein("k,kd->d", w, v) + ein("k,kd,kd->d", w, m - mean, m - mean)


def _norm3(x, eps):
    c = x - ein("knd->kd", x)[:, None] / x.shape[1]
    return c / np.sqrt(ein("knd,knd->kd", c, c)[:, None] / x.shape[1] + eps)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    N, D = x.shape
    full = N // size * size
    pieces = []
    if full:
        pieces.append(_norm3(x[:full].reshape(-1, size, D), eps).reshape(full, D))
    if full < N:
        pieces.append(_norm3(x[None, full:], eps)[0])
    return ein("nd,d->nd", np.concatenate(pieces), gamma) + beta


def batchrenorm_forward(x, gamma, beta, param):
    mode, eps = param["mode"], param.get("eps", 1e-5)
    m, D = param.get("momentum", 0.9), x.shape[1]
    rm, rv = param.get("running_mean", np.zeros(D)), param.get("running_var", np.ones(D))
    cache = None
    if mode == "train":
        n = len(x)
        mu = ein("nd->d", x) / n
        c = x - mu
        var = ein("nd,nd->d", c, c) / n
        sb, s = (var + eps) ** 0.5, (rv + eps) ** 0.5
        R, top = param.get("r_max", 3.0), param.get("d_max", 5.0)
        r = np.minimum(np.maximum(sb / s, 1 / R), R)
        d = np.maximum(np.minimum((mu - rm) / s, top), -top)
        z = c / sb
        out = ein("nd,d->nd", z, r * gamma) + d * gamma + beta
        cache = {"z": z, "sb": sb, "r": r, "d": d, "gamma": gamma}
        rm, rv = m * rm + (1 - m) * mu, m * rv + (1 - m) * var
    elif mode == "test":
        out = ein("nd,d->nd", x - rm, gamma * (rv + eps) ** -0.5) + beta
    else:
        raise ValueError(mode)
    param.update(running_mean=rm, running_var=rv)
    return out, cache


def batchrenorm_backward(dout, cache):
    z, n = cache["z"], len(dout)
    s0, s1 = ein("nd->d", dout), ein("nd,nd->d", dout, z)
    k = cache["gamma"] * cache["r"] / cache["sb"]
    dx = k * (dout - s0 / n - ein("nd,d->nd", z, s1) / n)
    return dx, cache["r"] * s1 + cache["d"] * s0, s0
