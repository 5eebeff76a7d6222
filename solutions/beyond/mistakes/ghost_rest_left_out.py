"""the rows that are left over stay zero."""

import numpy as np

IDS = ()
HINT = "Count the chunks when size does not divide the rows. Does your loop reach the last row?"
LOSES = ("ghost_batchnorm_forward/last chunk",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = np.zeros_like(x)
    for number in range(len(x) // size):
        rows = slice(number * size, (number + 1) * size)
        out[rows] = right_ghost_batchnorm_forward(x[rows], gamma, beta, size, eps)
    return out
