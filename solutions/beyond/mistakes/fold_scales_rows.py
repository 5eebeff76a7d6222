"""the rows of W are scaled, and not its columns."""

import numpy as np

IDS = ()
HINT = "Which axis of W counts the features that are normalised, the inputs or the outputs of the layer?"
LOSES = ("fold_batchnorm/folded weights", "fold_batchnorm/folded bias")


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope[:, None], (b - running_mean) * slope + beta
