"""As short as it goes, with the cache a nested tuple."""
import numpy as np


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    return (k := gamma * (running_var + eps)**-.5) * W, k * (b - running_mean) + beta


def torch_to_cs231n(s, N):
    if s['momentum'] is None: raise ValueError('momentum')
    return {'gamma': s['weight'], 'beta': s['bias'], 'running_mean': s['running_mean'],
            'running_var': s['running_var'] * (N - 1) / N, 'momentum': 1 - s['momentum'], 'eps': s['eps']}


def cs231n_to_torch(p, N):
    return {'weight': p['gamma'], 'bias': p['beta'], 'running_mean': p['running_mean'], 'num_batches_tracked': 0,
            'running_var': p['running_var'] * N / (N - 1), 'momentum': 1 - p.get('momentum', .9), 'eps': p.get('eps', 1e-5)}


def sync_stats(parts):
    n, m, v = (np.array(p) for p in zip(*parts))
    mean = np.average(m, axis=0, weights=n)
    return mean, np.average(v + (m - mean)**2, axis=0, weights=n)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return np.concatenate([gamma * (c - c.mean(0)) / (c.std(0)**2 + eps)**.5 + beta for c in (x[i:i + size] for i in range(0, len(x), size))])


def batchrenorm_forward(x, gamma, beta, p):
    e, m, D = p.get('eps', 1e-5), p.get('momentum', .9), x.shape[1]
    a, v = p.get('running_mean', np.zeros(D)), p.get('running_var', np.ones(D))
    s, cache, t = (v + e)**.5, None, p['mode']
    if t == 'train':
        mu, w = x.mean(0), x.var(0)
        r = np.clip((w + e)**.5 / s, 1 / p.get('r_max', 3.), p.get('r_max', 3.))
        d = np.clip((mu - a) / s, -p.get('d_max', 5.), p.get('d_max', 5.))
        h = (z := (x - mu) / (w + e)**.5) * r + d
        cache = ((z, h), (w + e)**-.5 * r * gamma)
        a, v = m * a + (1 - m) * mu, m * v + (1 - m) * w
    elif t == 'test': h = (x - a) / s
    else: raise ValueError(t)
    p['running_mean'], p['running_var'] = a, v
    return gamma * h + beta, cache


def batchrenorm_backward(dout, cache):
    (z, h), k = cache
    return k * (dout - dout.mean(0) - z * (dout * z).mean(0)), (dout * h).sum(0), dout.sum(0)
