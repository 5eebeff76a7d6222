"""from numpy import *: sum, sqrt and mean are NumPy's, everywhere."""

from numpy import *


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", zeros(shape(x)[1]))
    running_var = bn_param.get("running_var", zeros(shape(x)[1]))
    if mode == "train":
        mu = mean(x, 0)
        v = var(x, 0)
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * v
    elif mode == "test":
        mu = running_mean
        v = running_var
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    xhat = (x - mu) / sqrt(v + eps)
    return gamma * xhat + beta, (xhat, sqrt(v + eps), gamma)


def batchnorm_backward(dout, cache):
    xhat, s, gamma = cache
    n = shape(dout)[0]
    d = dout * gamma
    dx = (d - sum(d, 0) / n - xhat * sum(d * xhat, 0) / n) / s
    return dx, sum(dout * xhat, 0), sum(dout, 0)


def batchnorm_backward_alt(dout, cache):
    xhat, s, gamma = cache
    return gamma / s * (dout - mean(dout, 0) - xhat * mean(dout * xhat, 0)), sum(dout * xhat, 0), sum(dout, 0)
