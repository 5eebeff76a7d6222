"""np.matrix on the way forward and masked arrays on the way back, with their own ideas of * and mean."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = np.matrix(bn_param.get("running_mean", np.zeros(x.shape[1])))
    rv = np.matrix(bn_param.get("running_var", np.zeros(x.shape[1])))
    X = np.matrix(x)
    if mode == "train":
        mean = X.mean(0)
        var = np.multiply(X - mean, X - mean).mean(0)
        rm, rv = momentum * rm + (1 - momentum) * mean, momentum * rv + (1 - momentum) * var
    elif mode == "test":
        mean, var = rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    scale = np.diag(np.power(var + eps, -0.5).A1)
    H = (X - mean) * scale
    bn_param["running_mean"], bn_param["running_var"] = rm.A1, rv.A1
    return H * np.diag(gamma) + beta, (H, scale, gamma)


def batchnorm_backward(dout, cache):
    H, scale, gamma = cache
    d = np.ma.masked_array(dout * gamma, mask=np.zeros(dout.shape, dtype=bool))
    h = np.ma.asarray(np.asarray(H))
    dx = (d - d.mean(axis=0) - h * (d * h).mean(axis=0)) * np.diag(scale)
    return dx, (np.ma.asarray(dout) * h).sum(axis=0), d.sum(axis=0) / gamma


def batchnorm_backward_alt(dout, cache):
    H, scale, gamma = cache
    G = np.asmatrix(dout)
    dgamma, dbeta = np.multiply(G, H).sum(0), G.sum(0)
    dx = (G - dbeta / len(G) - np.multiply(H, dgamma) / len(G)) * np.diag(gamma) * scale
    return dx, dgamma.A1, dbeta.A1
