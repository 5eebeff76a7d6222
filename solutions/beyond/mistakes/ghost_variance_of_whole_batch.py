"""the mean is that of the chunk, and the variance that of the whole batch."""

import numpy as np

IDS = ()
HINT = "Which rows enter each of the two statistics?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    whole = np.sqrt(x.var(axis=0) + eps)
    return ghosts(x, gamma, beta, size, lambda part: whole)
