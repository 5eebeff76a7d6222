"""The three names are objects that can be called; a class registers its modes when it is subclassed."""

import abc

import numpy as np


class Mode(abc.ABC):
    @abc.abstractmethod
    def statistics(self, x, running, momentum): ...

    def __call__(self, x, gamma, beta, running, eps, momentum):
        (mean, var), running = self.statistics(x, running, momentum)
        inv_std = 1 / np.sqrt(var + eps)
        x_hat = (x - mean) * inv_std
        return gamma * x_hat + beta, (x_hat, inv_std, gamma), running


class Train(Mode):
    def statistics(self, x, running, momentum):
        batch = x.mean(axis=0), x.var(axis=0)
        return batch, [momentum * old + (1 - momentum) * new for old, new in zip(running, batch)]


class Test(Mode):
    def statistics(self, x, running, momentum):
        return running, running


class Forward:
    modes = dict(train=Train(), test=Test())
    keys = "running_mean", "running_var"

    def __call__(self, x, gamma, beta, bn_param):
        mode = bn_param["mode"]
        if mode not in self.modes:
            raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
        running = [bn_param.get(key, np.zeros(x.shape[1])) for key in self.keys]
        eps, momentum = bn_param.get("eps", 1e-5), bn_param.get("momentum", 0.9)
        out, cache, running = self.modes[mode](x, gamma, beta, running, eps, momentum)
        bn_param.update(zip(self.keys, running))
        return out, cache


class Backward:
    def __init__(self, formula):
        self.formula = formula

    def __call__(self, dout, cache):
        x_hat, inv_std, gamma = cache
        return self.formula(dout, *cache), (dout * x_hat).sum(axis=0), dout.sum(axis=0)


@Backward
def batchnorm_backward(dout, x_hat, inv_std, gamma):
    d = dout * gamma
    dinv_std = (d * x_hat).sum(axis=0) / inv_std
    dvar = -0.5 * inv_std**3 * dinv_std
    dcentred = d * inv_std + 2 * (x_hat / inv_std) * dvar / len(d)
    return dcentred - dcentred.mean(axis=0)


@Backward
def batchnorm_backward_alt(dout, x_hat, inv_std, gamma):
    return gamma * inv_std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


batchnorm_forward = Forward()
