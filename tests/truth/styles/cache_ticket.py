"""The cache is a number: a ticket for a store at module level."""

from itertools import count

import numpy as np

_store = {}
_tickets = count(1)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    if not (mode == "train" or mode == "test"):
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    training = mode == "train"
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    m = x.mean(axis=0) if training else rm
    v = x.var(axis=0) if training else rv
    ticket = next(_tickets)
    _store[ticket] = ((x - m) / np.sqrt(v + eps), np.sqrt(v + eps), gamma)
    bn_param["running_mean"] = momentum * rm + (1 - momentum) * m if training else rm
    bn_param["running_var"] = momentum * rv + (1 - momentum) * v if training else rv
    return gamma * _store[ticket][0] + beta, ticket


def batchnorm_backward(dout, cache):
    global _last
    _last = _store[cache]
    return _gradients(dout, *_last)


def _gradients(dout, h, s, gamma):
    dgamma = np.sum(dout * h, axis=0)
    dbeta = np.sum(dout, axis=0)
    return gamma * (dout - dbeta / len(h) - h * dgamma / len(h)) / s, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    return _gradients(dout, *_store[cache])
