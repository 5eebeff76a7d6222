"""functools.reduce and the operator module; rows are folded, nothing is indexed."""

from functools import reduce
from itertools import repeat
from operator import add, itemgetter, mul, sub, truediv

import numpy as np


def total(rows):
    return reduce(add, rows)


def mean(rows):
    return truediv(total(rows), len(rows))


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = itemgetter("mode")(bn_param)
    if mode not in {"train", "test"}:
        raise ValueError('Invalid forward batchnorm mode "{0}"'.format(mode))
    eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
    before = [bn_param.get(key, mul(0.0, gamma)) for key in ("running_mean", "running_var")]
    if mode == "train":
        mu = mean(list(x))
        now = [mu, mean(list(map(mul, *2 * [list(map(sub, x, repeat(mu)))])))]
        after = [total([mul(momentum, b), mul(1 - momentum, n)]) for b, n in zip(before, now)]
    else:
        now = after = before
    bn_param.update(zip(("running_mean", "running_var"), after))
    root = pow(now[1] + eps, 0.5)
    x_hat = truediv(sub(x, now[0]), root)
    return add(mul(gamma, x_hat), beta), (x_hat, root, gamma)


def batchnorm_backward(dout, cache):
    x_hat, root, gamma = cache
    pushed = list(map(mul, dout, repeat(gamma)))
    along = mean(list(map(mul, pushed, x_hat)))
    flat = mean(pushed)
    rows = [truediv(p - flat - h * along, root) for p, h in zip(pushed, x_hat)]
    return np.stack(rows), total(list(map(mul, dout, x_hat))), total(list(dout))


def batchnorm_backward_alt(dout, cache):
    x_hat, root, gamma = cache
    steps = [
        lambda d: d - mean(list(d)),
        lambda d: d - x_hat * mean(list(mul(d, x_hat))),
        lambda d: d * gamma / root,
    ]
    return reduce(lambda d, step: step(d), steps, dout), total(list(mul(dout, x_hat))), total(list(dout))
