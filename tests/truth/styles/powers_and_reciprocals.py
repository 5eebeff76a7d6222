"""np.power, np.reciprocal, np.square, np.divide, np.negative: each operator by its function's name."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros_like(gamma))
    rv = bn_param.get("running_var", np.zeros_like(gamma))
    if mode == "train":
        mu = np.true_divide(np.sum(x, axis=0), np.size(x, 0))
        var = np.true_divide(np.sum(np.square(np.subtract(x, mu)), axis=0), np.size(x, 0))
        rm = np.add(np.multiply(momentum, rm), np.multiply(1 - momentum, mu))
        rv = np.add(np.multiply(momentum, rv), np.multiply(1 - momentum, var))
    elif mode == "test":
        mu, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    inv = np.reciprocal(np.sqrt(np.add(var, eps)))
    h = np.multiply(np.subtract(x, mu), inv)
    bn_param["running_mean"] = rm
    bn_param["running_var"] = rv
    return np.add(np.multiply(gamma, h), beta), (h, np.add(var, eps), gamma, np.subtract(x, mu))


def batchnorm_backward(dout, cache):
    h, v, gamma, xmu = cache
    n = np.size(dout, 0)
    dh = np.multiply(dout, gamma)
    dvar = np.sum(np.multiply(np.multiply(dh, xmu), np.multiply(-0.5, np.power(v, -1.5))), axis=0)
    dmu = np.negative(np.sum(np.multiply(dh, np.power(v, -0.5)), axis=0))
    dx = np.multiply(dh, np.power(v, -0.5)) + np.multiply(dvar, np.divide(np.multiply(2, xmu), n)) + np.divide(dmu, n)
    return dx, np.sum(np.multiply(h, dout), axis=0), np.sum(dout, axis=0)


def batchnorm_backward_alt(dout, cache):
    h, v, gamma, _ = cache
    dgamma, dbeta = np.sum(dout * h, 0), np.sum(dout, 0)
    return gamma * v**-0.5 * (dout - np.float_power(len(h), -1) * (dbeta + h * dgamma)), dgamma, dbeta
