"""The Jacobian of each set as a matrix: I - 1/m - h h'/m, over the standard deviation."""

import numpy as np


def jacobians(rows, eps, centred=True):
    """x_hat (S, m), and for each row the symmetric matrix (m, m) of its derivatives."""
    S, m = rows.shape
    if centred:
        rows = rows @ (np.eye(m) - np.ones((m, m)) / m)
    std = np.sqrt(np.sum(rows * rows, axis=1) / m + eps)
    h = rows / std[:, None]
    middle = np.eye(m) - (np.ones((m, m)) / m if centred else 0)
    return h, [(middle - np.outer(one, one) / m) / s for one, s in zip(h, std)]


def pull(rows, matrices):
    return np.stack([matrix @ row for matrix, row in zip(matrices, rows)])


def layernorm_forward(x, gamma, beta, ln_param):
    h, J = jacobians(x, ln_param.get("eps", 1e-5))
    return h @ np.diag(gamma) + beta, [h, J, gamma]


def layernorm_backward(dout, cache):
    h, J, gamma = cache
    return pull(dout @ np.diag(gamma), J), np.diag(h.T @ dout).copy(), np.ones(len(dout)) @ dout


def rmsnorm_forward(x, gamma, rms_param):
    h, J = jacobians(x, rms_param.get("eps", 1e-5), centred=False)
    return h * gamma, [h, J, gamma]


def rmsnorm_backward(dout, cache):
    h, J, gamma = cache
    return pull(dout * gamma, J), np.diag(dout.T @ h).copy()


def rows_of_channels(x):
    return np.stack([x[:, c].ravel() for c in range(x.shape[1])])


def channels_of_rows(rows, shape):
    N, C, H, W = shape
    return np.stack([row.reshape(N, H, W) for row in rows], axis=1)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    if mode not in ("train", "test"):
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    eps, keep = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    rows = rows_of_channels(x)
    record = [bn_param.get(key, np.zeros(len(rows))) for key in ("running_mean", "running_var")]
    cache = None
    if mode == "train":
        h, J = jacobians(rows, eps)
        cache = (h, J, gamma)
        record = [keep * old + (1 - keep) * new for old, new in zip(record, (rows.mean(1), rows.var(1)))]
    else:
        h = (rows - record[0][:, None]) / np.sqrt(record[1] + eps)[:, None]
    bn_param["running_mean"], bn_param["running_var"] = record
    return channels_of_rows(gamma[:, None] * h + beta[:, None], x.shape), cache


def spatial_batchnorm_backward(dout, cache):
    h, J, gamma = cache
    d = rows_of_channels(dout)
    return channels_of_rows(pull(gamma[:, None] * d, J), dout.shape), (d * h).sum(1), d.sum(1)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    h, J = jacobians(x.reshape(len(x) * G, -1), gn_param.get("eps", 1e-5))
    return gamma * h.reshape(x.shape) + beta, (h, J, gamma)


def spatial_groupnorm_backward(dout, cache):
    h, J, gamma = cache
    dx = pull((dout * gamma).reshape(h.shape), J).reshape(dout.shape)
    dgamma = rows_of_channels(dout * h.reshape(dout.shape)).sum(1)
    return dx, dgamma[None, :, None, None], rows_of_channels(dout).sum(1)[None, :, None, None]
