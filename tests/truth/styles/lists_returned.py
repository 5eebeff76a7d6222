"""Lists are returned where tuples are usual."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    result = [None, None]
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running = [bn_param.get("running_mean", np.zeros(x.shape[1])), bn_param.get("running_var", np.zeros(x.shape[1]))]
    if mode == "train":
        batch = [np.mean(x, axis=0), np.var(x, axis=0)]
        running = [momentum * a + (1 - momentum) * b for a, b in zip(running, batch)]
        h = (x - batch[0]) / np.sqrt(batch[1] + eps)
        result[0] = gamma * h + beta
        result[1] = [h, gamma, batch[1], eps]
    elif mode == "test":
        result[0] = gamma * (x - running[0]) / np.sqrt(running[1] + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    [bn_param["running_mean"], bn_param["running_var"]] = running
    return result


def batchnorm_backward(dout, cache):
    [h, gamma, var, eps] = cache
    grads = [dout * gamma / np.sqrt(var + eps), np.sum(dout * h, axis=0), np.sum(dout, axis=0)]
    grads[0] = grads[0] - np.mean(grads[0], axis=0) - h * np.mean(grads[0] * h, axis=0)
    return grads


def batchnorm_backward_alt(dout, cache):
    [h, gamma, var, eps] = cache
    s = [np.sum(dout * h, axis=0), np.sum(dout, axis=0)]
    return [gamma / np.sqrt(var + eps) * (dout - (s[1] + h * s[0]) / len(h)), *s]
