"""Known mistakes of batchnorm_backward_alt."""

import numpy as np


# %% alt_calls_backward: batchnorm_backward_alt hands its work to batchnorm_backward
# hint: It is right, but it skips the exercise: can you simplify the gradient on paper first?
# warns
def batchnorm_backward_alt(dout, cache):
    return batchnorm_backward(dout, cache)


# %% another_cache_expected: batchnorm_backward_alt unpacks another cache than batchnorm_forward returns
# hint: Both backward functions receive the same cache. How many values does it hold, and how many do you take
#   out?
# loses: batchnorm_backward_alt/dx, batchnorm_backward_alt/dgamma, batchnorm_backward_alt/dbeta
def batchnorm_backward_alt(dout, cache):
    cache = tuple(vars(cache).values())
    x_hat, inv_std, gamma = cache  # three of the many that it holds
    dx_hat = dout * gamma
    rest = dx_hat - dx_hat.mean(axis=0) - x_hat * np.mean(dx_hat * x_hat, axis=0)
    return inv_std * rest, np.sum(dout * x_hat, axis=0), np.sum(dout, axis=0)
