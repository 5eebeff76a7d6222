"""gamma is left out of the slope."""

import numpy as np

IDS = ()
HINT = "Double gamma: by how much should the output change, and does it?"
LOSES = ("fold_batchnorm/folded weights",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = 1 / np.sqrt(running_var + eps)
    return W * slope, (b - running_mean) * slope + beta
