"""Small classes do the work; the functions only call them."""

from dataclasses import dataclass

import numpy as np


@dataclass
class Line:
    slope: np.ndarray
    offset: np.ndarray

    @classmethod
    def of(cls, gamma, beta, mean, var, eps):
        slope = gamma / np.sqrt(var + eps)
        return cls(slope, beta - mean * slope)

    def __call__(self, z):
        return z * self.slope + self.offset


class Moments:
    def __init__(self):
        self.n, self.mean, self.m2 = 0, 0.0, 0.0

    def add(self, n, mean, var):
        delta = mean - self.mean
        total = self.n + n
        self.m2 = self.m2 + n * var + delta**2 * self.n * n / total
        self.mean = self.mean + delta * n / total
        self.n = total
        return self


class Converter:
    NAMES = {"weight": "gamma", "bias": "beta", "running_mean": "running_mean"}

    def __init__(self, N):
        self.bessel = N / (N - 1)

    def here(self, state):
        if state["momentum"] is None:
            raise ValueError("a plain average")
        new = {ours: state[theirs] for theirs, ours in self.NAMES.items()}
        return new | {"running_var": state["running_var"] / self.bessel, "eps": state["eps"], "momentum": 1 - state["momentum"]}

    def there(self, param):
        new = {theirs: param[ours] for theirs, ours in self.NAMES.items()}
        new |= {"running_var": param["running_var"] * self.bessel, "eps": param.get("eps", 1e-5)}
        return new | {"momentum": 1 - param.get("momentum", 0.9), "num_batches_tracked": 0}


class Tape:
    pass


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    line = Line.of(gamma, beta, running_mean, running_var, eps)
    return W @ np.diag(line.slope), line(b)


def torch_to_cs231n(state, N):
    return Converter(N).here(state)


def cs231n_to_torch(param, N):
    return Converter(N).there(param)


def sync_stats(parts):
    moments = Moments()
    for part in parts:
        moments.add(*part)
    return moments.mean, moments.m2 / moments.n


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    starts = range(0, len(x), size)
    chunks = (x[start:start + size] for start in starts)
    return np.concatenate([Line.of(gamma, beta, c.mean(0), c.var(0), eps)(c) for c in chunks])


def batchrenorm_forward(x, gamma, beta, param):
    eps, m = param.get("eps", 1e-5), param.get("momentum", 0.9)
    rm = param.get("running_mean", np.zeros(x.shape[1]))
    rv = param.get("running_var", np.ones(x.shape[1]))
    tape = Tape()
    match param["mode"]:
        case "train":
            tape.mu, tape.var, tape.gamma = x.mean(0), x.var(0), gamma
            tape.sb = np.sqrt(tape.var + eps)
            sigma = np.sqrt(rv + eps)
            R, D = param.get("r_max", 3.0), param.get("d_max", 5.0)
            tape.r = np.clip(tape.sb / sigma, 1 / R, R)
            tape.z = (x - tape.mu) / tape.sb
            tape.hat = tape.z * tape.r + np.clip((tape.mu - rm) / sigma, -D, D)
            out = gamma * tape.hat + beta
            rm, rv = m * rm + (1 - m) * tape.mu, m * rv + (1 - m) * tape.var
        case "test":
            out = Line.of(gamma, beta, rm, rv, eps)(x)
        case other:
            raise ValueError(other)
    param["running_mean"], param["running_var"] = rm, rv
    return out, tape


def batchrenorm_backward(dout, tape):
    dz = dout * tape.gamma * tape.r
    dx = dz - dz.mean(0) - tape.z * (dz * tape.z).mean(0)
    return dx / tape.sb, (dout * tape.hat).sum(0), dout.sum(0)
