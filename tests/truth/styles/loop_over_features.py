"""One feature at a time: vectors of N numbers, and a loop over the columns only."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    N, D = x.shape
    eps, mom = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    running_mean = np.array(bn_param.get("running_mean", np.zeros(D)))
    running_var = np.array(bn_param.get("running_var", np.zeros(D)))
    out, columns = np.zeros(x.shape), []
    for d in range(D):
        column = x[:, d]
        if bn_param["mode"] == "train":
            m = column.mean()
            v = ((column - m) ** 2).mean()
            running_mean[d] = mom * running_mean[d] + (1 - mom) * m
            running_var[d] = mom * running_var[d] + (1 - mom) * v
        elif bn_param["mode"] == "test":
            m, v = running_mean[d], running_var[d]
        else:
            raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])
        s = np.sqrt(v + eps)
        out[:, d] = gamma[d] * (column - m) / s + beta[d]
        columns.append(((column - m) / s, s, gamma[d]))
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, columns


def batchnorm_backward(dout, cache):
    dx = np.zeros(dout.shape)
    dgamma = np.zeros(len(cache))
    dbeta = np.zeros(len(cache))
    for d, (xh, s, g) in enumerate(cache):
        dy = dout[:, d]
        dgamma[d] = np.dot(dy, xh)
        dbeta[d] = np.sum(dy)
        dxh = g * dy
        dv = np.sum(dxh * xh) * -0.5 / s**2
        dm = -np.sum(dxh) / s
        dx[:, d] = dxh / s + dv * 2 * (xh * s) / len(dy) + dm / len(dy)
    return dx, dgamma, dbeta


def batchnorm_backward_alt(dout, cache):
    dx = np.zeros_like(dout)
    dgamma, dbeta = np.zeros(dout.shape[1]), np.zeros(dout.shape[1])
    for d, (xh, s, g) in enumerate(cache):
        dy = dout[:, d]
        dgamma[d], dbeta[d] = dy @ xh, dy.sum()
        dx[:, d] = g / s * (dy - dbeta[d] / len(dy) - xh * dgamma[d] / len(dy))
    return dx, dgamma, dbeta
