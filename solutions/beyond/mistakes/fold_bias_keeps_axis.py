"""the folded bias keeps an axis of length one."""

import numpy as np

IDS = ()
HINT = "Your numbers are fine. Compare the shape of b2 with that of b."
LOSES = ("fold_batchnorm/shapes",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, ((b - running_mean) * slope + beta)[None, :]
