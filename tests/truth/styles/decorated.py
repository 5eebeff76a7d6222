"""Decorators: one checks shapes, one fills in the defaults, one counts its calls on the function itself."""

import functools

import numpy as np


def counted(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        wrapper.calls += 1
        return function(*args, **kwargs)

    wrapper.calls = 0
    return wrapper


def with_defaults(**defaults):
    def decorate(function):
        @functools.wraps(function)
        def wrapper(x, gamma, beta, bn_param):
            settings = {**defaults, **bn_param}
            settings.setdefault("running_mean", np.zeros(x.shape[1], dtype=x.dtype))
            settings.setdefault("running_var", np.zeros(x.shape[1], dtype=x.dtype))
            result = function(x, gamma, beta, settings)
            for key in ("running_mean", "running_var"):
                bn_param[key] = settings[key]
            return result

        return wrapper

    return decorate


def same_shape_as_dout(function):
    @functools.wraps(function)
    def wrapper(dout, cache):
        dx, dgamma, dbeta = function(dout, cache)
        assert dx.shape == dout.shape, (dx.shape, dout.shape)
        assert dgamma.shape == dbeta.shape == (dout.shape[1],)
        return dx, dgamma, dbeta

    return wrapper


@counted
@with_defaults(eps=1e-5, momentum=0.9)
def batchnorm_forward(x, gamma, beta, p):
    if p["mode"] == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        p["running_mean"] = p["momentum"] * p["running_mean"] + (1 - p["momentum"]) * mean
        p["running_var"] = p["momentum"] * p["running_var"] + (1 - p["momentum"]) * var
    elif p["mode"] == "test":
        mean, var = p["running_mean"], p["running_var"]
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % p["mode"])
    std = np.sqrt(var + p["eps"])
    return gamma * (x - mean) / std + beta, (x - mean, std, gamma)


@same_shape_as_dout
@counted
def batchnorm_backward(dout, cache):
    xc, std, gamma = cache
    dxc = dout * gamma / std - xc * np.mean(dout * gamma * xc, axis=0) / std**3
    return dxc - dxc.mean(axis=0), np.sum(dout * xc / std, axis=0), np.sum(dout, axis=0)


@counted
@same_shape_as_dout
def batchnorm_backward_alt(dout, cache):
    xc, std, gamma = cache
    N, h = len(dout), xc / std
    dx = (1 / N) * gamma / std * (N * dout - dout.sum(0) - h * (dout * h).sum(0))
    return dx, (dout * h).sum(0), dout.sum(0)


batchnorm_forward.author = "me"
