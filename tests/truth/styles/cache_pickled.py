"""The cache is packed into bytes, in one function by pickle and in the other by JSON, and unpacked."""

import json
import pickle

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param["mode"]
    eps = bn_param.get("eps", 1e-5)
    momentum = bn_param.get("momentum", 0.9)
    running_mean = bn_param.get("running_mean", np.zeros(x.shape[1]))
    running_var = bn_param.get("running_var", np.zeros(x.shape[1]))
    cache = b""
    if mode == "train":
        mean, var = x.mean(axis=0), x.var(axis=0)
        x_hat = (x - mean) / np.sqrt(var + eps)
        out = gamma * x_hat + beta
        text = json.dumps({"hat": x_hat.tolist(), "std": np.sqrt(var + eps).tolist(), "gamma": gamma.tolist()})
        cache = pickle.dumps({"x": x, "eps": eps, "gamma": gamma, "text": text})
        running_mean = momentum * running_mean + (1 - momentum) * mean
        running_var = momentum * running_var + (1 - momentum) * var
    elif mode == "test":
        out = gamma * (x - running_mean) / np.sqrt(running_var + eps) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    bn_param["running_mean"] = running_mean
    bn_param["running_var"] = running_var
    return out, cache


def batchnorm_backward(dout, cache):
    c = pickle.loads(cache)
    xc = c["x"] - c["x"].mean(axis=0)
    var = (xc**2).mean(axis=0) + c["eps"]
    d = dout * c["gamma"]
    dx = (d - d.mean(axis=0)) / var**0.5 - xc * (d * xc).mean(axis=0) / var**1.5
    return dx, (dout * xc).sum(axis=0) / var**0.5, dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    c = {key: np.array(value) for key, value in json.loads(pickle.loads(cache)["text"]).items()}
    dgamma, dbeta = (dout * c["hat"]).sum(axis=0), dout.sum(axis=0)
    return c["gamma"] / c["std"] * (dout - (dbeta + dgamma * c["hat"]) / len(dout)), dgamma, dbeta
