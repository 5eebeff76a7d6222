"""Nothing but for loops over rows and features; NumPy only holds the numbers."""

import math

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param["eps"] if "eps" in bn_param else 0.00001
    mom = bn_param["momentum"] if "momentum" in bn_param else 0.9
    n = len(x)
    d = len(x[0])
    rm = [0.0] * d
    rv = [0.0] * d
    if "running_mean" in bn_param:
        for j in range(d):
            rm[j] = bn_param["running_mean"][j]
    if "running_var" in bn_param:
        for j in range(d):
            rv[j] = bn_param["running_var"][j]
    out = np.zeros((n, d))
    cache = None
    if mode == "train":
        means = []
        roots = []
        xhat = np.zeros((n, d))
        for j in range(d):
            s = 0
            for i in range(n):
                s = s + x[i][j]
            mean = s / n
            means.append(mean)
            s = 0
            for i in range(n):
                s = s + (x[i][j] - mean) * (x[i][j] - mean)
            var = s / n
            roots.append(math.sqrt(var + eps))
            for i in range(n):
                xhat[i][j] = (x[i][j] - mean) / roots[j]
                out[i][j] = gamma[j] * xhat[i][j] + beta[j]
            rm[j] = mom * rm[j] + (1 - mom) * mean
            rv[j] = mom * rv[j] + (1 - mom) * var
        cache = [xhat, roots, gamma]
    elif mode == "test":
        for i in range(n):
            for j in range(d):
                out[i][j] = gamma[j] * (x[i][j] - rm[j]) / math.sqrt(rv[j] + eps) + beta[j]
    else:
        raise ValueError('Invalid forward batchnorm mode "' + mode + '"')
    bn_param["running_mean"] = np.array(rm)
    bn_param["running_var"] = np.array(rv)
    return out, cache


def batchnorm_backward(dout, cache):
    xhat = cache[0]
    roots = cache[1]
    gamma = cache[2]
    n = len(dout)
    d = len(dout[0])
    dx = np.zeros((n, d))
    dgamma = np.zeros(d)
    dbeta = np.zeros(d)
    for j in range(d):
        for i in range(n):
            dgamma[j] += dout[i][j] * xhat[i][j]
            dbeta[j] += dout[i][j]
        for i in range(n):
            # walk from every output k back to this input i
            for k in range(n):
                if i == k:
                    slope = 1 - 1 / n - xhat[i][j] * xhat[k][j] / n
                else:
                    slope = -1 / n - xhat[i][j] * xhat[k][j] / n
                dx[i][j] += dout[k][j] * gamma[j] * slope / roots[j]
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    xhat, roots, gamma = cache
    dx = np.empty_like(dout)
    dgamma = np.empty_like(gamma)
    dbeta = np.empty_like(gamma)
    n, d = dout.shape
    for j in range(d):
        a = b = 0.0
        for i in range(n):
            a += dout[i, j]
            b += dout[i, j] * xhat[i, j]
        dbeta[j], dgamma[j] = a, b
        for i in range(n):
            dx[i, j] = gamma[j] * (n * dout[i, j] - a - xhat[i, j] * b) / n / roots[j]
    return dx, dgamma, dbeta
