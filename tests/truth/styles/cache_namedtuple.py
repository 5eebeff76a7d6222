"""Named tuples, for the cache and for what is returned."""

from collections import namedtuple

import numpy as np

Cache = namedtuple("Cache", "x_hat inv_std gamma n")
Forward = namedtuple("Forward", ["out", "cache"])
Gradients = namedtuple("Gradients", ["dx", "dgamma", "dbeta"])
Running = namedtuple("Running", "mean var")


def batchnorm_forward(x, gamma, beta, bn_param):
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    zeros = np.zeros(x.shape[1])
    running = Running(bn_param.get("running_mean", zeros), bn_param.get("running_var", zeros))
    if bn_param["mode"] == "train":
        used = Running(x.mean(axis=0), x.var(axis=0))
        running = running._replace(mean=momentum * running.mean + (1 - momentum) * used.mean)
        running = running._replace(var=momentum * running.var + (1 - momentum) * used.var)
    elif bn_param["mode"] == "test":
        used = running
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])
    bn_param["running_mean"], bn_param["running_var"] = running
    cache = Cache((x - used.mean) / np.sqrt(used.var + eps), 1 / np.sqrt(used.var + eps), gamma, len(x))
    return Forward(gamma * cache.x_hat + beta, cache)


def batchnorm_backward(dout, cache):
    dx_hat = dout * cache.gamma
    dx = dx_hat - dx_hat.sum(axis=0) / cache.n - cache.x_hat * (dx_hat * cache.x_hat).sum(axis=0) / cache.n
    return Gradients(dx * cache.inv_std, (dout * cache.x_hat).sum(axis=0), dout.sum(axis=0))


def batchnorm_backward_alt(dout, cache):
    dgamma, dbeta = (dout * cache.x_hat).sum(axis=0), dout.sum(axis=0)
    dx = cache.gamma * cache.inv_std * (dout - (dbeta + cache.x_hat * dgamma) / cache.n)
    return Gradients(dbeta=dbeta, dgamma=dgamma, dx=dx)
