"""The statistics module of the standard library: fmean, pvariance and covariance of plain lists."""

import statistics as st
from math import sqrt

import numpy as np


def per_column(function, *arrays):
    return np.array([function(*columns) for columns in zip(*(a.T.tolist() for a in arrays))], dtype=float)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        mean = per_column(st.fmean, x)
        var = per_column(st.pvariance, x)
        rm, rv = momentum * rm + (1 - momentum) * mean, momentum * rv + (1 - momentum) * var
    elif mode == "test":
        mean, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    std = np.array([sqrt(v + eps) for v in var])
    h = (x - mean) / std
    return gamma * h + beta, (h, std, gamma)


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    n = len(dout)
    # st.covariance divides by n - 1
    slope = per_column(st.covariance, dout, h) * (n - 1) / n
    dx = gamma / std * (dout - per_column(st.fmean, dout) - h * slope)
    return dx, n * slope, n * per_column(st.fmean, dout)


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    dgamma, dbeta = per_column(sum, dout * h), per_column(sum, dout)
    return gamma / std * (dout - (dbeta + h * dgamma) / len(h)), dgamma, dbeta
