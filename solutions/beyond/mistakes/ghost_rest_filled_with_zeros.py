"""the last chunk is filled up with zeros before its mean is taken."""

import numpy as np

IDS = ()
HINT = "Rows that are not there should not enter a mean. How many rows do you divide by?"
LOSES = ("ghost_batchnorm_forward/last chunk",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    padded = np.concatenate([x, np.zeros((-len(x) % size, x.shape[1]))])
    return right_ghost_batchnorm_forward(padded, gamma, beta, size, eps)[: len(x)]
