"""No if for the mode: np.where and np.select choose between the batch's statistics and the running ones."""

import numpy as np

MODES = np.array(["train", "test"])


def batchnorm_forward(x, gamma, beta, bn_param):
    (found,) = np.where(MODES == bn_param["mode"])
    if not found.size:
        raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])
    training = found[0] == 0
    eps = bn_param.get("eps", 1e-5)
    m = np.where(training, bn_param.get("momentum", 0.9), 1.0)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    mean = np.where(training, x.mean(axis=0), rm)
    var = np.where(training, np.where(np.isfinite(x), x - mean, 0.0).__pow__(2).mean(axis=0), rv)
    std = np.select([var + eps > 0], [np.sqrt(var + eps)], default=1.0)
    bn_param["running_mean"] = m * rm + (1 - m) * mean
    bn_param["running_var"] = m * rv + (1 - m) * var
    return gamma * (x - mean) / std + beta, (np.where(training, (x - mean) / std, 0), std, gamma)


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    same = np.arange(len(h))[:, None] == np.arange(len(h))[None, :]
    slope = np.where(same[:, :, None], 1.0, 0.0) - 1 / len(h) - h[:, None, :] * h[None, :, :] / len(h)
    dx = (slope * (dout * gamma / std)[:, None, :]).sum(axis=0)
    return dx, np.sum(dout, axis=0, where=True, initial=0.0) * 0 + (dout * h).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    return gamma / std * (dout - dout.mean(0) - h * (h * dout).mean(0)), (h * dout).sum(0), dout.sum(0)
