"""Plain loops over examples, channels and groups; lists and dictionaries as caches."""

import numpy as np


def normalise(values, eps):
    mean = sum(values) / len(values)
    var = sum((v - mean) ** 2 for v in values) / len(values)
    return (values - mean) / np.sqrt(var + eps), np.sqrt(var + eps)


def gradient(d, h, std):
    n = len(d)
    return (d - d.sum() / n - h * (d * h).sum() / n) / std


def layernorm_forward(x, gamma, beta, ln_param):
    eps = ln_param.get("eps", 1e-5)
    out, rows = np.zeros_like(x), []
    for i in range(len(x)):
        h, std = normalise(x[i], eps)
        out[i] = gamma * h + beta
        rows.append((h, std))
    return out, {"rows": rows, "gamma": gamma}


def layernorm_backward(dout, cache):
    dx = np.zeros_like(dout)
    dgamma, dbeta = np.zeros(dout.shape[1]), np.zeros(dout.shape[1])
    for i, (h, std) in enumerate(cache["rows"]):
        dx[i] = gradient(dout[i] * cache["gamma"], h, std)
        dgamma += dout[i] * h
        dbeta += dout[i]
    return dx, dgamma, dbeta


def rmsnorm_forward(x, gamma, rms_param):
    eps = rms_param.get("eps", 1e-5)
    out, roots = np.zeros_like(x), []
    for i, row in enumerate(x):
        root = (sum(v * v for v in row) / len(row) + eps) ** 0.5
        roots.append(root)
        for j in range(len(row)):
            out[i, j] = gamma[j] * row[j] / root
    return out, [x.copy(), roots, gamma]


def rmsnorm_backward(dout, cache):
    x, roots, gamma = cache
    N, D = x.shape
    dx, dgamma = np.zeros((N, D)), np.zeros(D)
    for i in range(N):
        along = sum(dout[i, k] * gamma[k] * x[i, k] for k in range(D))
        for j in range(D):
            dx[i, j] = dout[i, j] * gamma[j] / roots[i] - x[i, j] * along / (D * roots[i] ** 3)
            dgamma[j] += dout[i, j] * x[i, j] / roots[i]
    return dx, dgamma


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    C = x.shape[1]
    rm = np.array(bn_param.get("running_mean", np.zeros(C)))
    rv = np.array(bn_param.get("running_var", np.zeros(C)))
    out, cache = np.zeros_like(x), []
    for c in range(C):
        if mode == "train":
            flat, std = normalise(x[:, c].ravel(), eps)
            h = flat.reshape(x[:, c].shape)
            rm[c] = momentum * rm[c] + (1 - momentum) * x[:, c].mean()
            rv[c] = momentum * rv[c] + (1 - momentum) * x[:, c].var()
            cache.append((h, std, gamma[c]))
        elif mode == "test":
            h = (x[:, c] - rm[c]) / np.sqrt(rv[c] + eps)
        else:
            raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
        out[:, c] = gamma[c] * h + beta[c]
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    return out, cache


def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = np.zeros_like(dout), np.zeros(len(cache)), np.zeros(len(cache))
    for c, (h, std, g) in enumerate(cache):
        d = dout[:, c]
        dbeta[c], dgamma[c] = d.sum(), (d * h).sum()
        dx[:, c] = gradient((g * d).ravel(), h.ravel(), std).reshape(d.shape)
    return dx, dgamma, dbeta


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    eps = gn_param.get("eps", 1e-5)
    N, C = x.shape[:2]
    size = C // G
    h, stds = np.zeros_like(x), {}
    for n in range(N):
        for g in range(G):
            part = slice(g * size, (g + 1) * size)
            flat, stds[n, g] = normalise(x[n, part].ravel(), eps)
            h[n, part] = flat.reshape(x[n, part].shape)
    out = np.zeros_like(x)
    for c in range(C):
        out[:, c] = gamma[0, c, 0, 0] * h[:, c] + beta[0, c, 0, 0]
    return out, {"h": h, "std": stds, "gamma": gamma, "size": size}


def spatial_groupnorm_backward(dout, cache):
    h, size = cache["h"], cache["size"]
    dx, dgamma, dbeta = np.zeros_like(dout), np.zeros_like(cache["gamma"]), np.zeros_like(cache["gamma"])
    for c in range(dout.shape[1]):
        dgamma[0, c, 0, 0] = (dout[:, c] * h[:, c]).sum()
        dbeta[0, c, 0, 0] = dout[:, c].sum()
    d = dout * cache["gamma"]
    for (n, g), std in cache["std"].items():
        part = slice(g * size, (g + 1) * size)
        dx[n, part] = gradient(d[n, part].ravel(), h[n, part].ravel(), std).reshape(d[n, part].shape)
    return dx, dgamma, dbeta
