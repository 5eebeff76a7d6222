"""the whole batch is normalised at once."""

import numpy as np

IDS = ()
HINT = "Change a row of the last chunk. Which rows of the output should move?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta
