"""the running mean is added to the bias."""

import numpy as np

IDS = ()
HINT = "If an input's value is exactly the running mean, what should the output be?"
LOSES = ("fold_batchnorm/folded bias",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, (b + running_mean) * slope + beta
