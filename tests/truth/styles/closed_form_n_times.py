"""The closed form that stands in many blogs: 1/N * gamma * inv_std * (N*dout - sum - x_hat * sum)."""
import numpy as np

def batchnorm_forward(x, gamma, beta, bn_param):
    mode = bn_param['mode']
    eps = bn_param.get('eps', 1e-5)
    momentum = bn_param.get('momentum', 0.9)

    N, D = x.shape
    running_mean = bn_param.get('running_mean', np.zeros(D, dtype=x.dtype))
    running_var = bn_param.get('running_var', np.zeros(D, dtype=x.dtype))

    out, cache = None, None
    if mode == 'train':
        sample_mean = np.mean(x, axis=0)
        sample_var = np.var(x, axis=0)
        inv_std = 1. / np.sqrt(sample_var + eps)
        x_hat = (x - sample_mean) * inv_std
        out = gamma * x_hat + beta
        cache = (x, x_hat, sample_mean, inv_std, gamma)
        running_mean = momentum * running_mean + (1. - momentum) * sample_mean
        running_var = momentum * running_var + (1. - momentum) * sample_var
    elif mode == 'test':
        out = gamma * ((x - running_mean) / np.sqrt(running_var + eps)) + beta
    else:
        raise ValueError('Invalid forward batchnorm mode "%s"' % mode)

    # Store the updated running means back into bn_param
    bn_param['running_mean'] = running_mean
    bn_param['running_var'] = running_var

    return out, cache

def batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = None, None, None
    x, x_hat, mu, inv_std, gamma = cache
    m = float(x.shape[0])
    dbeta = dout.sum(0)
    dgamma = (x_hat*dout).sum(0)
    dx = (1./m)*gamma*inv_std*(m*dout - dbeta - (x-mu)*inv_std**2*((x-mu)*dout).sum(0))
    return dx, dgamma, dbeta

def batchnorm_backward_alt(dout, cache):
    dx, dgamma, dbeta = None, None, None
    x, x_hat, mu, inv_std, gamma = cache
    N, _ = dout.shape
    dgamma, dbeta = np.sum(dout * x_hat, axis = 0), np.sum(dout, axis = 0)
    dx = (1. / N) * gamma * inv_std * (N * dout - np.sum(dout, axis = 0) - x_hat * np.sum(dout * x_hat, axis = 0))
    return dx, dgamma, dbeta
