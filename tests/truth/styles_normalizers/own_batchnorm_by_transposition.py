"""The batch normalization of the assignment before, pasted, and every other normalizer made from it by turning."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, momentum = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    N, D = x.shape
    running_mean = bn_param.get("running_mean", np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get("running_var", np.zeros(D, dtype=x.dtype))
    out, cache = None, None
    if mode == "train":
        sample_mean, sample_var = np.mean(x, axis=0), np.var(x, axis=0)
        x_hat = (x - sample_mean) / np.sqrt(sample_var + eps)
        out = gamma * x_hat + beta
        cache = (x_hat, sample_var, eps, gamma)
        running_mean = momentum * running_mean + (1 - momentum) * sample_mean
        running_var = momentum * running_var + (1 - momentum) * sample_var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = running_mean, running_var
    return out, cache


def batchnorm_backward_alt(dout, cache):
    x_hat, var, eps, gamma = cache
    N = dout.shape[0]
    dgamma, dbeta = np.sum(dout * x_hat, axis=0), np.sum(dout, axis=0)
    dx = gamma / np.sqrt(var + eps) / N * (N * dout - dbeta - x_hat * dgamma)
    return dx, dgamma, dbeta


def layernorm_forward(x, gamma, beta, ln_param):
    ln_param["mode"] = "train"  # earns a warning: the dictionary is the caller's
    x_hat_t, cache = batchnorm_forward(x.T, 1.0, 0.0, ln_param)
    return gamma * x_hat_t.T + beta, (cache, gamma)


def layernorm_backward(dout, cache):
    bn_cache, gamma = cache
    dx, _, _ = batchnorm_backward_alt((dout * gamma).T, bn_cache)
    return dx.T, np.sum(dout * bn_cache[0].T, axis=0), np.sum(dout, axis=0)


def rmsnorm_forward(x, gamma, rms_param):
    # The rows and their negatives together have mean zero: then the variance is the mean square.
    both = np.concatenate([x, -x], axis=1).T
    x_hat, cache = batchnorm_forward(both, 1.0, 0.0, {"mode": "train", "eps": rms_param.get("eps", 1e-5)})
    D = x.shape[1]
    return gamma * x_hat[:D].T, (cache, gamma, D)


def rmsnorm_backward(dout, cache):
    bn_cache, gamma, D = cache
    d = (dout * gamma).T
    dboth, _, _ = batchnorm_backward_alt(np.concatenate([d, 0 * d]), bn_cache)
    return (dboth[:D] - dboth[D:]).T, np.sum(dout * bn_cache[0][:D].T, axis=0)


def to_table(x):
    return x.transpose(0, 2, 3, 1).reshape(-1, x.shape[1])


def from_table(table, shape):
    N, C, H, W = shape
    return table.reshape(N, H, W, C).transpose(0, 3, 1, 2)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = batchnorm_forward(to_table(x), gamma, beta, bn_param)
    return from_table(out, x.shape), cache


def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = batchnorm_backward_alt(to_table(dout), cache)
    return from_table(dx, dout.shape), dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    groups = x.reshape(len(x) * G, -1).T
    x_hat, cache = batchnorm_forward(groups, 1.0, 0.0, {**gn_param, "mode": "train"})
    x_hat = x_hat.T.reshape(x.shape)
    return gamma * x_hat + beta, (cache, x_hat, gamma, G)


def spatial_groupnorm_backward(dout, cache):
    bn_cache, x_hat, gamma, G = cache
    over = {"axis": (0, 2, 3), "keepdims": True}
    dx, _, _ = batchnorm_backward_alt((dout * gamma).reshape(len(dout) * G, -1).T, bn_cache)
    return dx.T.reshape(dout.shape), np.sum(dout * x_hat, **over), np.sum(dout, **over)
