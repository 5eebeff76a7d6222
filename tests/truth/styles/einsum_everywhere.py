"""Every sum and every product an einsum."""

import numpy as np

es = np.einsum


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    m = bn_param.get("momentum", 0.9)
    rm = bn_param.get("running_mean", np.zeros(x.shape[1], x.dtype))
    rv = bn_param.get("running_var", np.zeros(x.shape[1], x.dtype))
    cache = None
    if mode == "train":
        mu = es("nd->d", x) / len(x)
        xc = x - mu
        var = es("nd,nd->d", xc, xc) / len(x)
        r = (var + eps) ** -0.5
        h = es("nd,d->nd", xc, r)
        out = es("d,nd->nd", gamma, h) + beta
        rm, rv = m * rm + (1 - m) * mu, m * rv + (1 - m) * var
        cache = h, r, gamma
    elif mode == "test":
        out = es("d,nd,d->nd", gamma, x - rm, 1 / np.sqrt(rv + eps)) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return out, cache


def batchnorm_backward(dout, cache):
    h, r, gamma = cache
    n = len(dout)
    dh = es("nd,d->nd", dout, gamma)
    # I - 1/n - h h^T / n, once for every feature
    jac = np.eye(n)[None] - 1 / n - es("id,jd->dij", h, h) / n
    return es("d,dij,jd->id", r, jac, dh), es("nd,nd->d", dout, h), es("nd->d", dout)


def batchnorm_backward_alt(dout, cache):
    h, r, gamma = cache
    a, b = es("ij,ij->j", dout, h), es("ij->j", dout)
    return es("j,j,ij->ij", gamma, r, dout - (b + es("ij,j->ij", h, a)) / dout.shape[0]), a, b
