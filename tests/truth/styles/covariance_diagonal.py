"""The variances stand on the diagonal of np.cov with bias=True; the gradient takes covariances too."""

import numpy as np


def cov(a, b):
    """Covariance (1/N) of each column of a with the same column of b."""
    return np.array([np.cov(p, q, bias=True)[0, 1] for p, q in zip(a.T, b.T)])


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        mean = x.mean(axis=0)
        var = np.diag(np.cov(x, rowvar=False, bias=True).reshape(x.shape[1], -1)).copy()
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    x_hat = (x - mean) / np.sqrt(var + eps)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return gamma * x_hat + beta, (x_hat, var, eps, gamma)


def batchnorm_backward(dout, cache):
    x_hat, var, eps, gamma = cache
    std = np.sqrt(var + eps)
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * cov(dout, x_hat))
    return dx, len(dout) * cov(dout, x_hat), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    x_hat, var, eps, gamma = cache
    # x_hat falls short of variance 1 by the share of eps
    share = var / (var + eps)
    slope = cov(dout, x_hat) / share  # the regression of dout on x_hat
    dx = gamma / np.sqrt(var + eps) * (dout - dout.mean(0) - share * slope * x_hat)
    return dx, (dout * x_hat).sum(0), dout.sum(0)
