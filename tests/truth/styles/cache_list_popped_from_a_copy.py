"""A stack of values, pushed in the forward pass and popped, from a copy, on the way back."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    D = x.shape[1]
    running_mean = bn_param.get("running_mean", np.zeros(D))
    running_var = bn_param.get("running_var", np.zeros(D))
    stack = []
    if mode == "train":
        stack.append(gamma)
        mu = x.mean(axis=0)
        stack.append(x - mu)
        var = (stack[-1] ** 2).mean(axis=0)
        stack.append(np.sqrt(var + eps))
        stack.append(stack[-2] / stack[-1])
        out = gamma * stack[-1] + beta
        running_mean = momentum * running_mean + (1 - momentum) * mu
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, stack


def batchnorm_backward(dout, cache):
    stack = list(cache)
    h = stack.pop()
    std = stack.pop()
    xc = stack.pop()
    gamma = stack.pop()
    assert not stack
    grads = [dout * gamma]
    grads.append(-(grads[0] * xc).sum(axis=0) / std**2)
    grads.append(grads[-1] / 2 / std)
    grads.append(grads[0] / std + 2 * xc * grads[-1] / len(xc))
    grads.append(grads[-1] - grads[-1].mean(axis=0))
    return grads.pop(), (dout * h).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    gamma, _, std, h = cache
    dx, dgamma, dbeta = dout - dout.mean(0), (dout * h).sum(0), dout.sum(0)
    dx -= h * dgamma / len(h)
    dx *= gamma
    dx /= std
    return dx, dgamma, dbeta
