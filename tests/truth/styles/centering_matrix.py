"""Matrix algebra: C = I - 11'/N centres a column, and so does its own transpose on the way back."""

import numpy as np


def C(n):
    return np.eye(n) - np.ones((n, n)) / n


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, m = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    N, D = x.shape
    mu_r, v_r = bn_param.get("running_mean", np.zeros(D)), bn_param.get("running_var", np.zeros(D))
    if mode == "train":
        Xc = C(N) @ x
        v = np.diag(Xc.T @ Xc) / N
        S = np.diag(1 / np.sqrt(v + eps))
        Xh = Xc @ S
        mu_r = m * mu_r + (1 - m) * (np.ones(N) @ x / N)
        v_r = m * v_r + (1 - m) * v
        cache = Xh, S, np.diag(gamma)
        out = Xh @ np.diag(gamma) + np.outer(np.ones(N), beta)
    elif mode == "test":
        out = (x - np.outer(np.ones(N), mu_r)) @ np.diag(gamma / np.sqrt(v_r + eps)) + beta
        cache = ()
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = mu_r, v_r
    return out, cache


def batchnorm_backward(dout, cache):
    Xh, S, G = cache
    N = len(dout)
    dXh = dout @ G
    dXc = dXh @ S - Xh @ np.diag(np.diag(Xh.T @ dXh)) @ S / N
    return C(N).T @ dXc, np.diag(Xh.T @ dout).copy(), np.ones(N) @ dout


def batchnorm_backward_alt(dout, cache):
    Xh, S, G = cache
    N, D = dout.shape
    # Each feature has a projection of its own, off the ones and off its x_hat.
    dx = [(C(N) - np.outer(h, h) / N) @ d for h, d in zip(Xh.T, dout.T)]
    return np.column_stack(dx) @ G @ S, (Xh.T @ dout).diagonal(), dout.T @ np.ones(N)
