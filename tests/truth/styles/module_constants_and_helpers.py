"""Constants and helpers at module level, some of them below the functions that use them."""

import numpy as np

DEFAULT_EPS = 1e-5
DEFAULT_MOMENTUM = 0.9
AXIS = 0
TRAIN, TEST = "train", "test"
ERROR = 'Invalid forward batchnorm mode "%s"'
KEY_MEAN = "running_mean"; KEY_VAR = "running_var"


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    check_mode(mode)
    eps = bn_param.get("eps", DEFAULT_EPS)
    rm, rv = read_running(bn_param, x.shape[1])
    if mode == TRAIN:
        mean, var = mean_and_var(x)
        rm = move(rm, mean, bn_param)
        rv = move(rv, var, bn_param)
        out, cache = normalize(x, mean, var, gamma, beta, eps)
    else:
        out, cache = normalize(x, rm, rv, gamma, beta, eps)
    bn_param[KEY_MEAN], bn_param[KEY_VAR] = rm, rv
    return out, cache


def batchnorm_backward(dout, cache):
    x_hat, inv_std, gamma = cache
    return grad_x(dout * gamma, x_hat, inv_std), total(dout * x_hat), total(dout)


def batchnorm_backward_alt(dout, cache):
    x_hat, inv_std, gamma = cache
    dgamma, dbeta = total(dout * x_hat), total(dout)
    return gamma * inv_std * (dout - (dbeta + dgamma * x_hat) / rows(dout)), dgamma, dbeta


def check_mode(mode):
    if mode not in (TRAIN, TEST):
        raise ValueError(ERROR % mode)


def read_running(param, D):
    return [param[k] if k in param else np.zeros(D) for k in (KEY_MEAN, KEY_VAR)]


def move(old, new, param):
    m = param.get("momentum", DEFAULT_MOMENTUM)
    return m * old + (1 - m) * new


def mean_and_var(x):
    m = total(x) / rows(x)
    return m, total((x - m) ** 2) / rows(x)


def normalize(x, mean, var, gamma, beta, eps):
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def grad_x(d, x_hat, inv_std):
    dvar_part = x_hat * total(d * x_hat) / rows(d)
    dmean_part = total(d) / rows(d)
    return inv_std * (d - dmean_part - dvar_part)


def rows(a):
    return a.shape[AXIS]


def total(a):
    return a.sum(axis=AXIS)
