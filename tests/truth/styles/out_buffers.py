"""Fresh buffers and out= everywhere, with a workspace at module level for what nobody keeps."""

import numpy as np

_workspace = {}


def scratch(shape):
    if shape not in _workspace:
        _workspace[shape] = np.empty(shape)
    return _workspace[shape]


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    N, D = x.shape
    rm = bn_param.get("running_mean", np.zeros(D))
    rv = bn_param.get("running_var", np.zeros(D))
    hat, root, out = np.empty((N, D)), np.empty(D), np.empty((N, D))
    if mode == "train":
        mean, var = np.empty(D), np.empty(D)
        np.mean(x, axis=0, out=mean)
        np.subtract(x, mean, out=hat)
        np.multiply(hat, hat, out=scratch((N, D)))
        np.mean(scratch((N, D)), axis=0, out=var)
        rm = momentum * rm + (1 - momentum) * mean
        rv = momentum * rv + (1 - momentum) * var
    elif mode == "test":
        np.subtract(x, rm, out=hat)
        var = rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    np.add(var, eps, out=root)
    np.sqrt(root, out=root)
    np.divide(hat, root, out=hat)
    np.multiply(hat, gamma, out=out)
    np.add(out, beta, out=out)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return out, (hat, root, gamma)


def batchnorm_backward(dout, cache):
    hat, root, gamma = cache
    work, dx = scratch(dout.shape), np.empty_like(dout)
    dgamma, dbeta, row = np.empty_like(gamma), np.empty_like(gamma), scratch(gamma.shape)
    np.multiply(dout, hat, out=work)
    np.sum(work, axis=0, out=dgamma)
    np.sum(dout, axis=0, out=dbeta)
    np.multiply(dout, len(dout), out=dx)
    np.subtract(dx, dbeta, out=dx)
    np.multiply(hat, dgamma, out=work)
    np.subtract(dx, work, out=dx)
    np.divide(gamma, root, out=row)
    np.divide(row, len(dout), out=row)
    np.multiply(dx, row, out=dx)
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    return batchnorm_backward(dout, cache)
