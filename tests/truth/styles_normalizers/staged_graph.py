"""Node by node over the computation graph, in the style of a worked derivation, with helpers in other cells."""

import numpy as np


def nodes_forward(x, axes, eps):
    mu = np.mean(x, axis=axes, keepdims=True)
    xmu = x - mu
    sq = xmu**2
    var = np.mean(sq, axis=axes, keepdims=True)
    sqrtvar = np.sqrt(var + eps)
    ivar = 1.0 / sqrtvar
    return xmu * ivar, (axes, xmu, ivar, sqrtvar, var, mu)


def nodes_backward(dxhat, nodes):
    axes, xmu, ivar, sqrtvar, var, mu = nodes
    n = xmu.size / var.size
    divar = np.sum(dxhat * xmu, axis=axes, keepdims=True)
    dxmu = dxhat * ivar
    dsqrtvar = -1.0 / sqrtvar**2 * divar
    dvar = 0.5 / sqrtvar * dsqrtvar
    dsq = np.ones_like(xmu) * dvar / n
    dxmu = dxmu + 2 * xmu * dsq
    dmu = -np.sum(dxmu, axis=axes, keepdims=True)
    return dxmu + np.ones_like(xmu) * dmu / n


def layernorm_forward(x, gamma, beta, ln_param):
    x_hat, nodes = nodes_forward(x, 1, ln_param.get("eps", 1e-5))
    return gamma * x_hat + beta, (x_hat, nodes, gamma)


def layernorm_backward(dout, cache):
    x_hat, nodes, gamma = cache
    return nodes_backward(dout * gamma, nodes), np.sum(dout * x_hat, axis=0), np.sum(dout, axis=0)


def rmsnorm_forward(x, gamma, rms_param):
    sq = x**2
    ms = np.mean(sq, axis=1, keepdims=True)
    rms = np.sqrt(ms + rms_param.get("eps", 1e-5))
    irms = 1 / rms
    x_hat = x * irms
    return x_hat * gamma, (x + 0, rms, irms, x_hat, gamma)


def rmsnorm_backward(dout, cache):
    x, rms, irms, x_hat, gamma = cache
    dgamma = np.sum(dout * x_hat, axis=0)
    dx_hat = dout * gamma
    dx = dx_hat * irms
    dirms = np.sum(dx_hat * x, axis=1, keepdims=True)
    drms = -dirms / rms**2
    dms = drms / (2 * rms)
    dsq = dms / x.shape[1] * np.ones_like(x)
    dx += dsq * 2 * x
    return dx, dgamma


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    C = x.shape[1]
    rm, rv = (np.asarray(bn_param.get(k, [0.0] * C)) for k in ("running_mean", "running_var"))
    g, b = np.reshape(gamma, (C, 1, 1)), np.reshape(beta, (C, 1, 1))
    cache = None
    match bn_param["mode"]:
        case "train":
            x_hat, nodes = nodes_forward(x, (0, 2, 3), eps)
            rm = momentum * rm + (1 - momentum) * nodes[-1].ravel()
            rv = momentum * rv + (1 - momentum) * nodes[-2].ravel()
            cache = x_hat, nodes, g
        case "test":
            x_hat = (x - rm.reshape(C, 1, 1)) / np.sqrt(rv + eps).reshape(C, 1, 1)
        case mode:
            raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return g * x_hat + b, cache


def spatial_batchnorm_backward(dout, cache):
    x_hat, nodes, g = cache
    return nodes_backward(dout * g, nodes), np.sum(dout * x_hat, axis=(0, 2, 3)), np.sum(dout, axis=(0, 2, 3))


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    pieces = np.split(x, G, axis=1)
    done = [nodes_forward(piece, (1, 2, 3), gn_param.get("eps", 1e-5)) for piece in pieces]
    x_hat = np.concatenate([h for h, _ in done], axis=1)
    return gamma * x_hat + beta, (x_hat, [nodes for _, nodes in done], gamma)


def spatial_groupnorm_backward(dout, cache):
    x_hat, all_nodes, gamma = cache
    d = np.split(dout * gamma, len(all_nodes), axis=1)
    dx = np.concatenate([nodes_backward(one, nodes) for one, nodes in zip(d, all_nodes)], axis=1)
    dgamma = (dout * x_hat).sum(axis=0, keepdims=True).sum(axis=2, keepdims=True).sum(axis=3, keepdims=True)
    dbeta = dout.sum(axis=(0, 2, 3), keepdims=True)
    return dx, dgamma, dbeta
