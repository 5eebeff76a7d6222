"""The built-in sum over generator expressions; rows are arrays, and sums start at the integer zero."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm, rv = (bn_param.get(k, np.zeros(x.shape[1])) for k in ("running_mean", "running_var"))
    if mode == "train":
        mu = sum(row for row in x) / len(x)
        var = sum((row - mu) ** 2 for row in x) / len(x)
        rm, rv = (momentum * old + (1 - momentum) * new for old, new in ((rm, mu), (rv, var)))
    elif mode == "test":
        mu, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    hat = np.stack([*((row - mu) / (var + eps) ** 0.5 for row in x)])
    bn_param.update((("running_mean", rm), ("running_var", rv)))
    return np.stack(tuple(gamma * row + beta for row in hat)), (hat, (var + eps) ** 0.5, gamma)


def batchnorm_backward(dout, cache):
    hat, std, gamma = cache
    n = sum(1 for _ in dout)
    dgamma = sum(d * h for d, h in zip(dout, hat))
    dbeta = sum(d for d in dout)
    dx = np.stack(list(gamma * (n * d - dbeta - h * dgamma) / (n * std) for d, h in zip(dout, hat)))
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    hat, std, gamma = cache
    dgamma, dbeta = (np.fromiter((sum(c) for c in a.T), float) for a in (dout * hat, dout))
    return gamma * (dout - (dbeta + hat * dgamma) / len(dout)) / std, dgamma, dbeta
