"""the slope has no eps."""

import numpy as np

IDS = ()
HINT = "The folded layer should equal the two layers for every eps. Where has it gone?"
LOSES = ("fold_batchnorm/eps",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var)
    return W * slope, (b - running_mean) * slope + beta
