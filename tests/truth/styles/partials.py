"""One function with switches, and functools.partial to make the three from it."""

from functools import partial

import numpy as np


def _forward(settings, x, gamma, beta, bn_param):
    p = dict(settings, **bn_param)
    stats = {"train": lambda: (x.mean(axis=0), x.var(axis=0)), "test": lambda: None}.get(p["mode"])
    if stats is None:
        raise ValueError('Invalid forward batchnorm mode "%s"' % p["mode"])
    old = [p.get(k, np.zeros(x.shape[1])) for k in ("running_mean", "running_var")]
    new = stats()
    used = new or old
    step = partial(np.multiply, 1 - p["momentum"])
    after = [np.add(p["momentum"] * o, step(n)) for o, n in zip(old, new)] if new else old
    bn_param["running_mean"], bn_param["running_var"] = after
    root = np.sqrt(used[1] + p["eps"])
    hat = (x - used[0]) / root
    return gamma * hat + beta, (hat, root, gamma)


def _backward(dout, cache, *, staged):
    hat, root, gamma = cache
    sums = partial(np.sum, axis=0)
    dgamma, dbeta = sums(dout * hat), sums(dout)
    if staged:
        dhat = dout * gamma
        dvar = -0.5 * sums(dhat * hat) / root**2
        dx = dhat / root + dvar * 2 * hat * root / len(dout) - sums(dhat / root) / len(dout)
    else:
        dx = gamma / root * (dout - (dbeta + hat * dgamma) / len(dout))
    return dx, dgamma, dbeta


batchnorm_forward = partial(_forward, {"eps": 1e-5, "momentum": 0.9})
batchnorm_backward = partial(_backward, staged=True)
batchnorm_backward_alt = partial(_backward, staged=False)
