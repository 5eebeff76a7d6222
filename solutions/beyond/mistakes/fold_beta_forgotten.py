"""beta is left out of the bias."""

import numpy as np

IDS = ()
HINT = "Two learned vectors enter the normalization. Does each of them change your result?"
LOSES = ("fold_batchnorm/folded bias",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, (b - running_mean) * slope
