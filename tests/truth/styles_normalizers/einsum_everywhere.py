"""Every sum is an einsum."""

import numpy as np


def layernorm_forward(x, gamma, beta, ln_param):
    D = x.shape[1]
    xc = x - np.einsum("nd->n", x)[:, None] / D
    inv = (np.einsum("nd,nd->n", xc, xc) / D + ln_param.get("eps", 1e-5)) ** -0.5
    h = np.einsum("nd,n->nd", xc, inv)
    return np.einsum("d,nd->nd", gamma, h) + beta, (h, inv, gamma)


def layernorm_backward(dout, cache):
    h, inv, gamma = cache
    D = h.shape[1]
    d = np.einsum("nd,d->nd", dout, gamma)
    ones = np.einsum("nd->n", d)[:, None] / D
    along = np.einsum("nd,nd,ne->ne", d, h, h) / D
    dx = np.einsum("nd,n->nd", d - ones - along, inv)
    return dx, np.einsum("nd,nd->d", dout, h), np.einsum("nd->d", dout)


def rmsnorm_forward(x, gamma, rms_param):
    inv = (np.einsum("nd,nd->n", x, x) / x.shape[1] + rms_param.get("eps", 1e-5)) ** -0.5
    return np.einsum("nd,n,d->nd", x, inv, gamma), (x.copy(), inv, gamma.copy())


def rmsnorm_backward(dout, cache):
    x, inv, gamma = cache
    d = np.einsum("nd,d,n->nd", dout, gamma, inv)
    dx = d - np.einsum("nd,nd,ne,n->ne", d, x, x, inv**2) / x.shape[1]
    return dx, np.einsum("nd,nd,n->d", dout, x, inv)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    mode, eps, momentum = bn_param["mode"], bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    C = x.shape[1]
    m = x.size / C
    rm, rv = bn_param.get("running_mean", np.zeros(C)), bn_param.get("running_var", np.zeros(C))
    if mode == "train":
        mean = np.einsum("nchw->c", x) / m
        xc = x - mean[None, :, None, None]
        var = np.einsum("nchw,nchw->c", xc, xc) / m
        rm, rv = momentum * rm + (1 - momentum) * mean, momentum * rv + (1 - momentum) * var
    elif mode == "test":
        xc, var = x - rm[None, :, None, None], rv
    else:
        raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
    bn_param.update(running_mean=rm, running_var=rv)
    inv = 1 / np.sqrt(var + eps)
    h = np.einsum("nchw,c->nchw", xc, inv)
    return np.einsum("nchw,c->nchw", h, gamma) + beta[:, None, None], (h, inv, gamma)


def spatial_batchnorm_backward(dout, cache):
    h, inv, gamma = cache
    m = dout.size / len(inv)
    dbeta, dgamma = np.einsum("nchw->c", dout), np.einsum("nchw,nchw->c", dout, h)
    rest = m * dout - dbeta[:, None, None] - np.einsum("nchw,c->nchw", h, dgamma)
    return np.einsum("nchw,c,c->nchw", rest, gamma, inv) / m, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    N, C, H, W = x.shape
    xg = x.reshape(N, G, C // G, H, W)
    m = C // G * H * W
    xc = xg - np.einsum("ngkhw->ng", xg)[..., None, None, None] / m
    inv = 1 / np.sqrt(np.einsum("ngkhw,ngkhw->ng", xc, xc) / m + gn_param.get("eps", 1e-5))
    h = np.einsum("ngkhw,ng->ngkhw", xc, inv).reshape(x.shape)
    return gamma * h + beta, (h, inv, gamma)


def spatial_groupnorm_backward(dout, cache):
    h, inv, gamma = cache
    N, C, H, W = dout.shape
    G = inv.shape[1]
    d, hg = (dout * gamma).reshape(N, G, C // G, H, W), h.reshape(N, G, C // G, H, W)
    m = d[0, 0].size
    ones = np.einsum("ngkhw->ng", d)[..., None, None, None]
    along = np.einsum("ngabc,ngabc,ngkhw->ngkhw", d, hg, hg)
    dx = np.einsum("ngkhw,ng->ngkhw", d - (ones + along) / m, inv).reshape(dout.shape)
    dgamma = np.einsum("nchw,nchw->c", dout, h)[None, :, None, None]
    return dx, dgamma, np.einsum("nchw->c", dout)[None, :, None, None]
