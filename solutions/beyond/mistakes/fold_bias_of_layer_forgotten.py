"""the bias of the affine layer is left out."""

import numpy as np

IDS = ()
HINT = "Send an input of zeros through both layers. Where does b go?"
LOSES = ("fold_batchnorm/folded bias",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, beta - running_mean * slope
