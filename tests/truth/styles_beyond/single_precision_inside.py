"""All values are float32 inside; what is compared to nine digits nowhere here is still right."""

import numpy as np

f = np.float32


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    k = f(gamma) / np.sqrt(f(running_var) + f(eps))
    return f(W) * k, (f(b) - f(running_mean)) * k + f(beta)


def torch_to_cs231n(state, N):
    if state["momentum"] is None:
        raise ValueError("None")
    return {
        "gamma": f(state["weight"]), "beta": f(state["bias"]), "running_mean": f(state["running_mean"]),
        "running_var": f(state["running_var"]) * f((N - 1) / N), "momentum": 1 - state["momentum"], "eps": state["eps"],
    }


def cs231n_to_torch(param, N):
    return {
        "weight": f(param["gamma"]), "bias": f(param["beta"]), "running_mean": f(param["running_mean"]),
        "running_var": f(param["running_var"]) * f(N / (N - 1)), "momentum": 1 - param.get("momentum", 0.9),
        "eps": param.get("eps", 1e-5), "num_batches_tracked": 0,
    }


def sync_stats(parts):
    N = sum(p[0] for p in parts)
    ref = parts[0][1]  # distances from the first device's mean are small: float32 holds them
    shift = sum(n * f(m - ref) for n, m, _ in parts) / f(N)
    var = sum(n * (f(v) + (f(m - ref) - shift) ** 2) for n, m, v in parts) / f(N)
    return ref + shift, var


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = np.zeros_like(x)
    for a in range(0, x.shape[0], size):
        c = f(x[a:a + size] - x[a])
        c = c - c.mean(0)
        out[a:a + size] = f(gamma) * c / np.sqrt((c * c).mean(0) + f(eps)) + f(beta)
    return out


def batchrenorm_forward(x, gamma, beta, param):
    eps, m = f(param.get("eps", 1e-5)), param.get("momentum", 0.9)
    rm = param.get("running_mean", np.zeros(x.shape[1]))
    rv = param.get("running_var", np.ones(x.shape[1]))
    cache = None
    if param["mode"] == "train":
        xs = f(x)
        mu, var = xs.mean(0), xs.var(0)
        sb, s = np.sqrt(var + eps), np.sqrt(f(rv) + eps)
        R, D = param.get("r_max", 3.0), param.get("d_max", 5.0)
        r = np.clip(sb / s, f(1 / R), f(R))
        d = np.clip((mu - f(rm)) / s, f(-D), f(D))
        z = (xs - mu) / sb
        out = f(gamma) * (z * r + d) + f(beta)
        cache = z, sb, r, d, f(gamma)
        rm, rv = m * rm + (1 - m) * mu, m * rv + (1 - m) * var
    elif param["mode"] == "test":
        out = f(gamma) * (f(x) - f(rm)) / np.sqrt(f(rv) + eps) + f(beta)
    else:
        raise ValueError("mode")
    param["running_mean"], param["running_var"] = rm, rv
    return out, cache


def batchrenorm_backward(dout, cache):
    z, sb, r, d, gamma = cache
    dout = f(dout)
    dz = dout * gamma * r
    return (dz - dz.mean(0) - z * (dz * z).mean(0)) / sb, (dout * (z * r + d)).sum(0), dout.sum(0)
