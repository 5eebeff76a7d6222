"""size is taken for the number of chunks."""

import numpy as np

IDS = ()
HINT = "Is size the number of rows in a chunk or the number of chunks?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    parts = np.array_split(x, min(size, len(x)))
    done = [(part - part.mean(axis=0)) / np.sqrt(part.var(axis=0) + eps) for part in parts]
    return gamma * np.concatenate(done) + beta
