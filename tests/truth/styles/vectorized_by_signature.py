"""np.vectorize with signatures: scalar formulas and functions of one column, spread over the batch."""

import numpy as np

normalise = np.vectorize(lambda v, m, s: (v - m) / s, otypes=[float])
affine = np.vectorize(lambda h, g, b: g * h + b, otypes=[float])
moments = np.vectorize(lambda c: (np.mean(c), np.var(c)), signature="(n)->(),()")
blend = np.vectorize(lambda old, new, m: m * old + (1 - m) * new, otypes=[float])


def _column(d, h, g, s):
    d = g * d
    return (d - d.mean() - h * np.mean(d * h)) / s


column_dx = np.vectorize(_column, signature="(n),(n),(),()->(n)")


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    keep = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        m, v = moments(x.T)
        rm, rv = blend(rm, m, keep), blend(rv, v, keep)
    elif mode == "test":
        m, v = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    hat = normalise(x, m, np.sqrt(v + eps))
    bn_param["running_mean"] = rm
    bn_param["running_var"] = rv
    return affine(hat, gamma, beta), (hat, gamma, np.sqrt(v + eps))


def batchnorm_backward(dout, cache):
    hat, gamma, std = cache
    return column_dx(dout.T, hat.T, gamma, std).T, (dout * hat).sum(0), dout.sum(0)


dot = np.vectorize(np.dot, signature="(n),(n)->()")


def batchnorm_backward_alt(dout, cache):
    hat, gamma, std = cache
    dgamma, dbeta = dot(dout.T, hat.T), dot(dout.T, np.ones(len(dout)))
    one = np.vectorize(lambda d, h, a, b, k: k * (d - a - h * b))
    return one(dout, hat, dbeta / len(dout), dgamma / len(dout), gamma / std), dgamma, dbeta
