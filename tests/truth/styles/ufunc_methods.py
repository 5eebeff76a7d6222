"""np.add.reduce, np.multiply.outer, np.subtract.at: the methods of ufuncs do it all."""

import numpy as np

total = np.add.reduce


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    cache = None
    if mode == "train":
        mu = total(x) / len(x)
        xc = np.array(x)
        np.subtract.at(xc, np.arange(len(x)), mu)
        var = np.add.accumulate(np.power(xc, 2))[-1] / len(x)
        cache = xc, var + eps, gamma
        out = gamma * xc / np.sqrt(var + eps) + beta
        rm = total([momentum * rm, (1 - momentum) * mu])
        rv = total([momentum * rv, (1 - momentum) * var])
    elif mode == "test":
        out = gamma * np.subtract(x, rm) / np.sqrt(rv + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return out, cache


def batchnorm_backward(dout, cache):
    xc, v, gamma = cache
    n = len(dout)
    s = np.sqrt(v)
    dxc = gamma * dout / s - xc * total(gamma * dout * xc, axis=0) / (n * s * v)
    dx = dxc - np.multiply.outer(np.ones(n), total(dxc)) / n
    return dx, total(dout * xc) / s, np.add.reduceat(dout, [0])[0]


def batchnorm_backward_alt(dout, cache):
    xc, v, gamma = cache
    h = xc * v**-0.5
    dgamma, dbeta = total(dout * h), total(dout)
    return gamma * v**-0.5 * (dout - total([dbeta + dgamma * h], axis=0) / len(h)), dgamma, dbeta
