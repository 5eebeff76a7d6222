"""As few lines as possible; the functions are lambdas, and the cache is a lambda's default."""
import numpy as np
E0, M0, KEYS = 1e-5, 0.9, ("running_mean", "running_var")
norm = lambda x, m, v, p: (x - m) / (v + p.get("eps", E0)) ** 0.5
mix = lambda p, *now: p.update((k, p.get("momentum", M0) * p.get(k, 0 * s) + (1 - p.get("momentum", M0)) * s) for k, s in zip(KEYS, now))
train = lambda x, g, b, p: (mix(p, x.mean(0), x.var(0)), (g * (h := norm(x, x.mean(0), x.var(0), p)) + b, (h, g / (x.var(0) + p.get("eps", E0)) ** 0.5)))[1]
test = lambda x, g, b, p: ([p.setdefault(k, np.zeros(x.shape[1])) for k in KEYS], (g * norm(x, p[KEYS[0]], p[KEYS[1]], p) + b, None))[1]
def bad(x, g, b, p): raise ValueError('Invalid forward batchnorm mode "%s"' % p["mode"])
batchnorm_forward = lambda x, gamma, beta, bn_param: {"train": train, "test": test}.get(bn_param["mode"], bad)(x, gamma, beta, bn_param)
batchnorm_backward = lambda dout, cache: (cache[1] * (dout - dout.mean(0) - cache[0] * (dout * cache[0]).mean(0)), (dout * cache[0]).sum(0), dout.sum(0))
batchnorm_backward_alt = lambda dout, cache, n=len: (cache[1] / n(dout) * (n(dout) * dout - dout.sum(0) - cache[0] * (dout * cache[0]).sum(0)), (dout * cache[0]).sum(0), dout.sum(0))
