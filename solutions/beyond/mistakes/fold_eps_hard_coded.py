"""the slope is folded with eps = 1e-5 whatever was passed."""

import numpy as np

IDS = ()
HINT = "The caller may have trained with another eps. Does the function hear of it?"
LOSES = ("fold_batchnorm/eps",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + 1e-5)
    return W * slope, (b - running_mean) * slope + beta
