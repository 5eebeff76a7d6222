"""Three names for NumPy, one of them chosen by a try, and functions imported one by one."""

import numpy
import numpy as xp
from numpy import sqrt as root, zeros

try:
    import cupy_that_is_not_there as gpu
except ImportError:
    gpu = numpy

if gpu is not numpy:
    to_array = gpu.asnumpy
else:
    to_array = lambda a: a


def batchnorm_forward(x, gamma, beta, bn_param):
    from numpy import mean, var

    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", zeros(x.shape[1], dtype=x.dtype))
    running_var = bn_param.get("running_var", zeros(x.shape[1], dtype=x.dtype))
    if mode == "train":
        m, v = mean(x, axis=0), var(x, axis=0)
        running_mean = momentum * running_mean + (1 - momentum) * m
        running_var = momentum * running_var + (1 - momentum) * v
    elif mode == "test":
        m, v = running_mean, running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = to_array(running_mean), to_array(running_var)
    s = root(v + eps)
    return to_array(gamma * (x - m) / s + beta), ((x - m) / s, s, gamma)


def batchnorm_backward(dout, cache):
    h, s, gamma = map(xp.asarray, cache)
    d = xp.multiply(dout, gamma)
    dx = (d - numpy.mean(d, axis=0) - h * gpu.mean(d * h, axis=0)) / s
    return to_array(dx), xp.sum(dout * h, axis=0), xp.sum(dout, axis=0)


def batchnorm_backward_alt(dout, cache):
    import numpy as np

    h, s, gamma = cache
    return gamma / s * (dout - np.mean(dout, 0) - h * np.mean(h * dout, 0)), np.sum(h * dout, 0), np.sum(dout, 0)
