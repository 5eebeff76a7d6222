"""the running mean is left out of the bias."""

import numpy as np

IDS = ()
HINT = "Send an input of zeros through both layers. What is taken from b first?"
LOSES = ("fold_batchnorm/folded bias",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, b * slope + beta
