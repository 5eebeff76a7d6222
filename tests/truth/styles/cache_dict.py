"""A dict for a cache, filled in both modes; two spaces of indentation and names of the author's own."""
import numpy as np

def batchnorm_forward(x, gamma, beta, bn_param):
  cache = {}
  cache['mode'] = bn_param['mode']
  cache['eps'] = bn_param.get('eps', 1e-5)
  alpha = bn_param.get('momentum', .9)
  rmean = bn_param.get('running_mean', np.zeros(x.shape[1], dtype=x.dtype))
  rvar = bn_param.get('running_var', np.zeros(x.shape[1], dtype=x.dtype))
  if cache['mode'] == 'train':
    cache['mean'] = x.mean(0)
    cache['var'] = x.var(0)
    rmean = alpha*rmean + (1-alpha)*cache['mean']
    rvar = alpha*rvar + (1-alpha)*cache['var']
  elif cache['mode'] == 'test':
    cache['mean'] = rmean
    cache['var'] = rvar
  else:
    raise ValueError('Invalid forward batchnorm mode "%s"' % cache['mode'])
  cache['x'] = x
  cache['gamma'] = gamma
  cache['xhat'] = (x-cache['mean'])/np.sqrt(cache['var']+cache['eps'])
  bn_param['running_mean'] = rmean
  bn_param['running_var'] = rvar
  return gamma*cache['xhat']+beta, cache

def batchnorm_backward(dout, cache):
  grads = {}
  N = dout.shape[0]
  s = np.sqrt(cache['var']+cache['eps'])
  grads['xhat'] = dout*cache['gamma']
  grads['var'] = np.sum(grads['xhat']*(cache['x']-cache['mean']), axis=0)*(-.5)*s**(-3)
  grads['mean'] = -np.sum(grads['xhat'], axis=0)/s
  grads['x'] = grads['xhat']/s + grads['var']*2*(cache['x']-cache['mean'])/N + grads['mean']/N
  grads['gamma'] = np.sum(dout*cache['xhat'], axis=0)
  grads['beta'] = np.sum(dout, axis=0)
  return grads['x'], grads['gamma'], grads['beta']

def batchnorm_backward_alt(dout, cache):
  xhat, k = cache['xhat'], cache['gamma']/np.sqrt(cache['var']+cache['eps'])
  grads = {'gamma': (dout*xhat).sum(0), 'beta': dout.sum(0)}
  grads['x'] = k*dout - k/len(dout)*grads['beta'] - k/len(dout)*xhat*grads['gamma']
  return tuple(grads[name] for name in ('x', 'gamma', 'beta'))
