"""all chunks share the average of their variances."""

import numpy as np

IDS = ()
HINT = "Stretch the rows of one chunk only. Which rows of the output should notice?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    parts = [x[start : start + size] for start in range(0, len(x), size)]
    shared = np.sqrt(np.mean([part.var(axis=0) for part in parts], axis=0) + eps)
    return ghosts(x, gamma, beta, size, lambda part: shared)
