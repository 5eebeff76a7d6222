"""the chunks take every so many rows, and not consecutive ones."""

import numpy as np

IDS = ()
HINT = "Write the numbers of the rows that belong to the first chunk. Are they neighbours?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = np.empty_like(x)
    number = -(-len(x) // size)
    for first in range(number):
        part = x[first::number]
        out[first::number] = gamma * (part - part.mean(axis=0)) / np.sqrt(part.var(axis=0) + eps) + beta
    return out
