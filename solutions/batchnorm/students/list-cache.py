# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param['mode']
    eps = bn_param.get('eps', 1e-5)
    momentum = bn_param.get('momentum', 0.9)
    D = x.shape[1]
    running_mean = bn_param.setdefault('running_mean', np.zeros(D, dtype=x.dtype))
    running_var = bn_param.setdefault('running_var', np.zeros(D, dtype=x.dtype))
    cache = []
    if mode == 'train':
        mean = sum(x) / len(x)
        diff = x - mean
        var = sum(diff * diff) / len(x)
        std = np.sqrt(var + eps)
        normed = diff / std
        out = normed * gamma + beta
        cache += [normed, std, gamma]
        running_mean *= momentum
        running_mean += (1 - momentum) * mean
        running_var *= momentum
        running_var += (1 - momentum) * var
    elif mode == 'test':
        out = (x - running_mean) / np.sqrt(running_var + eps) * gamma + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)
    return out, cache

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    normed, std, gamma = cache
    N = dout.shape[0]
    dnormed = dout * gamma
    dstd = np.sum(-dnormed * normed / std, axis=0)
    dvar = 0.5 * dstd / std
    ddiff = dnormed / std + 2.0 / N * dvar * normed * std
    dx = ddiff - ddiff.sum(axis=0) / N
    return dx, np.sum(dout * normed, axis=0), np.sum(dout, axis=0)

# %% batchnorm_backward_alt
def batchnorm_backward_alt(dout, cache):
    normed, std, gamma = cache
    N = dout.shape[0]
    dgamma, dbeta = np.sum(dout * normed, axis=0), np.sum(dout, axis=0)
    dx = gamma / (N * std) * (N * dout - dbeta - normed * dgamma)
    return dx, dgamma, dbeta
