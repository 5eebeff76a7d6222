"""Small layer functions with caches of their own; the cache is a tuple of tuples of tuples."""

import numpy as np


def mean_fwd(x):
    return np.mean(x, axis=0), x.shape


def mean_bwd(d, shape):
    return np.broadcast_to(d / shape[0], shape)


def sub_fwd(x, mu):
    return x - mu, None


def sub_bwd(d, _):
    return d, -d.sum(axis=0)


def var_fwd(xc):
    m, c = mean_fwd(xc * xc)
    return m, (xc, c)


def var_bwd(d, cache):
    xc, c = cache
    return 2 * xc * mean_bwd(d, c)


def inv_fwd(var, eps):
    r = 1 / np.sqrt(var + eps)
    return r, r


def inv_bwd(d, r):
    return -0.5 * r**3 * d


def mul_fwd(a, b):
    return a * b, (a, b)


def mul_bwd(d, cache):
    a, b = cache
    return d * b, np.sum(d * a, axis=0)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    D = x.shape[1]
    rm = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    rv = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    cache = None
    if mode == "train":
        mu, c1 = mean_fwd(x)
        xc, c2 = sub_fwd(x, mu)
        var, c3 = var_fwd(xc)
        r, c4 = inv_fwd(var, eps)
        h, c5 = mul_fwd(xc, r)
        y, c6 = mul_fwd(h, gamma)
        out = y + beta
        cache = (((c1, c2), (c3, c4)), (c5, c6))
        rm = momentum * rm + (1 - momentum) * mu
        rv = momentum * rv + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - rm) / np.sqrt(rv + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = rm
    bn_param["running_var"] = rv
    return out, cache


def batchnorm_backward(dout, cache):
    ((c1, c2), (c3, c4)), (c5, c6) = cache
    dbeta = dout.sum(axis=0)
    dh, dgamma = mul_bwd(dout, c6)
    dxc, dr = mul_bwd(dh, c5)
    dvar = inv_bwd(dr, c4)
    dxc = dxc + var_bwd(dvar, c3)
    dx, dmu = sub_bwd(dxc, c2)
    return dx + mean_bwd(dmu, c1), dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    _, ((xc, r), (h, gamma)) = cache
    dgamma, dbeta = (dout * h).sum(axis=0), dout.sum(axis=0)
    return gamma * r * (dout - dbeta / len(xc) - h * (dgamma / len(xc))), dgamma, dbeta
