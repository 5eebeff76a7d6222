"""The mean is the first Fourier coefficient; to centre is to drop it, and Parseval gives the variance."""

import numpy as np
from numpy.fft import irfft, rfft


def split(a):
    """The mean of each column, and the columns without it."""
    spectrum = rfft(a, axis=0)
    mean = spectrum[0].real / len(a)
    spectrum[0] = 0
    return mean, irfft(spectrum, n=len(a), axis=0)


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
    rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    if mode == "train":
        mean, centred = split(x)
        var = (np.abs(np.fft.fft(centred, axis=0)) ** 2).sum(axis=0) / len(x) ** 2
        rm, rv = momentum * rm + (1 - momentum) * mean, momentum * rv + (1 - momentum) * var
    elif mode == "test":
        centred, var = x - rm, rv
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    h = centred / np.sqrt(var + eps)
    return gamma * h + beta, (h, np.sqrt(var + eps), gamma)


def batchnorm_backward(dout, cache):
    h, std, gamma = cache
    _, d = split(dout * gamma)
    return (d - h * split(d * h)[0]) / std, len(h) * split(dout * h)[0], len(h) * split(dout)[0]


def batchnorm_backward_alt(dout, cache):
    h, std, gamma = cache
    mean, centred = split(dout)
    slope = split(centred * h)[0]
    return gamma / std * (centred - slope * h), slope * len(h), mean * len(h)
