"""All intermediate values are float32, in both directions; the running averages stay as they come."""

import numpy as np

LOSES = {"batchnorm_forward/precision"}

f32 = np.float32


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = f32(bn_param.get("eps", 1e-5))
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        xs = x.astype(f32)
        mean, var = xs.mean(axis=0), xs.var(axis=0)
        rm = momentum * rm + (1 - momentum) * mean
        rv = momentum * rv + (1 - momentum) * var
    elif mode == "test":
        mean, var = rm.astype(f32), rv.astype(f32)
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    std = np.sqrt(var + eps)
    x_hat = (x.astype(f32) - mean) / std
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return gamma.astype(f32) * x_hat + beta.astype(f32), (x_hat, std, gamma.astype(f32))


def batchnorm_backward(dout, cache):
    x_hat, std, gamma = cache
    d = dout.astype(f32) * gamma
    dx = (d - d.mean(axis=0) - x_hat * (d * x_hat).mean(axis=0)) / std
    return dx, (dout.astype(f32) * x_hat).sum(axis=0), dout.astype(f32).sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    x_hat, std, gamma = cache
    dout, n = f32(dout), f32(len(dout))
    dgamma, dbeta = np.sum(dout * x_hat, axis=0), np.sum(dout, axis=0)
    return gamma / (n * std) * (n * dout - dbeta - x_hat * dgamma), dgamma, dbeta
