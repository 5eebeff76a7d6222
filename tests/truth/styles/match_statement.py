"""match for the mode and for the parts of bn_param."""

import numpy as np


def batchnorm_forward(x, gamma, beta, bn_param):
    match bn_param:
        case {"eps": eps}:
            pass
        case _:
            eps = 1e-5
    match bn_param:
        case {"running_mean": rm, "running_var": rv}:
            pass
        case _:
            rm = bn_param.get("running_mean", np.zeros(x.shape[1]))
            rv = bn_param.get("running_var", np.zeros(x.shape[1]))
    match bn_param["mode"]:
        case "train":
            m = bn_param.get("momentum", 0.9)
            mean, var = x.mean(axis=0), x.var(axis=0)
            rm, rv = m * rm + (1 - m) * mean, m * rv + (1 - m) * var
        case "test":
            mean, var = rm, rv
        case other:
            raise ValueError(f'Invalid forward batchnorm mode "{other}"')
    bn_param["running_mean"], bn_param["running_var"] = rm, rv
    x_hat = (x - mean) / np.sqrt(var + eps)
    return x_hat * gamma + beta, {"kind": bn_param["mode"], "values": (x_hat, np.sqrt(var + eps), gamma)}


def batchnorm_backward(dout, cache):
    match cache:
        case {"kind": "train", "values": (x_hat, std, gamma)}:
            d = dout * gamma
            dx = (d - d.mean(axis=0) - x_hat * np.mean(d * x_hat, axis=0)) / std
        case {"kind": "test", "values": (x_hat, std, gamma)}:
            dx = dout * gamma / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def batchnorm_backward_alt(dout, cache):
    match cache["values"]:
        case x_hat, std, gamma:
            db, dg = dout.sum(axis=0), (dout * x_hat).sum(axis=0)
    return gamma / std * (dout - (db + dg * x_hat) / len(dout)), dg, db
