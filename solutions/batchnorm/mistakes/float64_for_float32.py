"""the output is written into a new array of float64, whatever the type of x."""

import numpy as np

IDS = ("F26",)
HINT = "A network in single precision hands in float32. Which type does your output have then?"
LOSES = ()
WARNS = True


def batchnorm_forward(x, gamma, beta, bn_param):
    right, cache = frame_forward(x, gamma, beta, bn_param)
    out = np.zeros(x.shape)
    out[...] = right
    return out, cache
