"""b is changed in place."""

import numpy as np

IDS = ()
HINT = "The caller may fold the same layer again. What does b hold after the call?"
LOSES = ("fold_batchnorm/inputs left alone",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    b -= running_mean
    b *= slope
    b += beta
    return W * slope, b
