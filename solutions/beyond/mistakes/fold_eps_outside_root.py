"""the slope has eps beside the root, and not inside."""

import numpy as np

IDS = ()
HINT = (
    "Look at the formula once more: where does eps stand, and would it matter for a variance as small as eps?"
)
LOSES = ("fold_batchnorm/eps",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / (np.sqrt(running_var) + eps)
    return W * slope, (b - running_mean) * slope + beta
