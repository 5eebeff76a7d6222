"""A factory makes all three functions at once; nonlocal keeps a count of the forward passes."""

import numpy as np


def make_batchnorm(axis, default_eps=1e-5, default_momentum=0.9):
    passes = 0

    def forward(x, gamma, beta, bn_param):
        nonlocal passes
        passes += 1
        mode = bn_param["mode"]
        eps = bn_param.get("eps", default_eps)
        m = bn_param.get("momentum", default_momentum)
        rm = bn_param.get("running_mean", np.zeros(x.shape[1 - axis]))
        rv = bn_param.get("running_var", np.zeros(x.shape[1 - axis]))
        if mode == "train":
            mean, var = x.mean(axis), x.var(axis)
            rm, rv = m * rm + (1 - m) * mean, m * rv + (1 - m) * var
        elif mode == "test":
            mean, var = rm, rv
        else:
            raise ValueError(f'Invalid forward batchnorm mode "{mode}"')
        bn_param["running_mean"], bn_param["running_var"] = rm, rv
        return gamma * (x - mean) / np.sqrt(var + eps) + beta, (x, mean, var + eps, gamma, passes)

    def make_backward(power):
        def backward(dout, cache):
            x, mean, v, gamma, _ = cache
            xc = x - mean
            n = x.shape[axis]
            if power == 2:
                dx = gamma * v**-0.5 * (dout - dout.mean(axis) - xc / v * (dout * xc).mean(axis))
            else:
                dx = gamma / n * v**-0.5 * (n * dout - dout.sum(axis)) - gamma / n * v**-1.5 * xc * (dout * xc).sum(axis)
            return dx, (dout * xc).sum(axis) * v**-0.5, dout.sum(axis)

        return backward

    return forward, make_backward(3), make_backward(2)


batchnorm_forward, batchnorm_backward, batchnorm_backward_alt = make_batchnorm(axis=0)
