"""np.nanmean, np.nanvar and np.nansum, in case something is missing."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = np.nan_to_num(bn_param.get("running_mean", np.full(x.shape[1], np.nan)))
    running_var = np.nan_to_num(bn_param.get("running_var", np.full(x.shape[1], np.nan)))
    if mode == "train":
        mean, var = np.nanmean(x, axis=0), np.nanvar(x, axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        mean, var = running_mean, running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    h = (x - mean) / np.sqrt(np.maximum(var, 0) + eps)
    return gamma * h + beta, (h, np.sqrt(np.clip(var, 0, None) + eps), gamma)


def batchnorm_backward(dout, cache):
    h, s, gamma = cache
    d = dout * gamma
    dx = (d - np.nanmean(d, axis=0) - h * np.nanmean(d * h, axis=0)) / s
    return dx, np.nansum(dout * h, axis=0), np.nansum(dout, axis=0)


def batchnorm_backward_alt(dout, cache):
    h, s, gamma = cache
    dgamma, dbeta = np.nansum(dout * h, axis=0), np.nansum(dout, axis=0)
    return gamma / s * (dout - (h * dgamma + dbeta) / len(h)), dgamma, dbeta
