"""Group norm is the only one written out; layer norm and batch norm are made from it, caches are closures."""

import numpy as np


def layernorm_forward(x, gamma, beta, ln_param):
    images = x[:, :, None, None]
    parameter = lambda p: np.asarray(p).reshape(1, -1, 1, 1)
    out, cache = spatial_groupnorm_forward(images, parameter(gamma), parameter(beta), 1, ln_param)
    return out[:, :, 0, 0], cache


def layernorm_backward(dout, cache):
    dx, dgamma, dbeta = spatial_groupnorm_backward(dout[:, :, None, None], cache)
    return dx[:, :, 0, 0], dgamma.ravel(), dbeta.ravel()


def rmsnorm_forward(x, gamma, rms_param):
    length = np.hypot(np.linalg.norm(x, axis=1, keepdims=True), np.sqrt(x.shape[1] * rms_param.get("eps", 1e-5)))
    unit = x / length
    root_d = np.sqrt(x.shape[1])

    def backward(dout):
        d = dout * gamma * root_d
        return (d - unit * np.sum(unit * d, axis=1, keepdims=True)) / length, np.sum(dout * unit, axis=0) * root_d

    return root_d * gamma * unit, backward


def rmsnorm_backward(dout, cache):
    return cache(dout)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    C = x.shape[1]
    mean, var = bn_param.get("running_mean", np.zeros(C)), bn_param.get("running_var", np.zeros(C))
    if bn_param["mode"] == "train":
        # One image whose channels hold N * H rows of W pixels: instance norm of it is batch norm of the batch.
        wide = np.moveaxis(x, 1, 0).reshape(1, C, -1, x.shape[3])
        shape = (1, C, 1, 1)
        out, cache = spatial_groupnorm_forward(wide, np.reshape(gamma, shape), np.reshape(beta, shape), C, {"eps": eps})
        bn_param["running_mean"] = momentum * mean + (1 - momentum) * wide.mean(axis=(0, 2, 3))
        bn_param["running_var"] = momentum * var + (1 - momentum) * wide.var(axis=(0, 2, 3))
        return np.moveaxis(out.reshape(C, x.shape[0], *x.shape[2:]), 0, 1), cache
    if bn_param["mode"] == "test":
        scale = gamma / np.sqrt(var + eps)
        bn_param["running_mean"], bn_param["running_var"] = mean, var
        return np.moveaxis(np.moveaxis(x, 1, -1) * scale + (beta - mean * scale), -1, 1), None
    raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])


def spatial_batchnorm_backward(dout, cache):
    C = dout.shape[1]
    wide = np.moveaxis(dout, 1, 0).reshape(1, C, -1, dout.shape[3])
    dx, dgamma, dbeta = spatial_groupnorm_backward(wide, cache)
    return np.moveaxis(dx.reshape(C, dout.shape[0], *dout.shape[2:]), 0, 1), dgamma.ravel(), dbeta.ravel()


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    rows = x.reshape(x.shape[0] * G, -1)
    deviation = rows - np.average(rows, axis=1)[:, None]
    std = np.sqrt(np.average(deviation**2, axis=1)[:, None] + gn_param.get("eps", 1e-5))
    h = deviation / std
    x_hat = h.reshape(x.shape)

    def backward(dout):
        d = (dout * gamma).reshape(h.shape)
        dx = (d - np.average(d, axis=1)[:, None] - h * np.average(d * h, axis=1)[:, None]) / std
        sums = lambda a: a.sum(axis=(0, 2, 3)).reshape(1, -1, 1, 1)
        return dx.reshape(dout.shape), sums(dout * x_hat), sums(dout)

    return x_hat * gamma + beta, backward


def spatial_groupnorm_backward(dout, cache):
    return cache(dout)
