"""the running mean is taken off after the scaling."""

import numpy as np

IDS = ()
HINT = "In which order do the two steps of the normalization come, and does it matter?"
LOSES = ("fold_batchnorm/folded bias",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, b * slope - running_mean + beta
