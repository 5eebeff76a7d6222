"""beta is scaled together with the bias."""

import numpy as np

IDS = ()
HINT = "What is done to beta after it has been added?"
LOSES = ("fold_batchnorm/folded bias",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, (b - running_mean + beta) * slope
