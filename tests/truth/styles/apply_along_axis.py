"""A function of one column, handed to np.apply_along_axis."""

import numpy as np


def stats(column):
    m = column.mean()
    return np.array([m, np.mean((column - m) ** 2)])


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        mean, var = np.apply_along_axis(stats, 0, x)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    x_hat = np.apply_along_axis(lambda row: (row - mean) / np.sqrt(var + eps), 1, x)
    out = np.apply_along_axis(lambda row: gamma * row + beta, 1, x_hat)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, (x_hat, np.sqrt(var + eps), gamma)


def batchnorm_backward(dout, cache):
    x_hat, std, gamma = cache
    n = len(dout)

    def column_gradient(both):
        d, h = both[:n], both[n:]
        return d - d.sum() / n - h * (d @ h) / n

    dx = np.apply_along_axis(column_gradient, 0, np.vstack([dout * gamma, x_hat])) / std
    return dx, np.apply_along_axis(np.sum, 0, dout * x_hat), np.apply_along_axis(np.sum, 0, dout)


def batchnorm_backward_alt(dout, cache):
    x_hat, std, gamma = cache
    dgamma, dbeta = (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    row = lambda r: gamma / std * (r[0] - dbeta / len(dout) - r[1] * dgamma / len(dout))
    return np.array([row(r) for r in np.stack([dout, x_hat], axis=1)]), dgamma, dbeta
