"""the root of the variance multiplies instead of dividing."""

import numpy as np

IDS = ()
HINT = "A feature with a large spread: should its weights become larger or smaller?"
LOSES = ("fold_batchnorm/folded weights",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma * np.sqrt(running_var + eps)
    return W * slope, (b - running_mean) * slope + beta
