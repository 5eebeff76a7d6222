"""gamma and beta are left out."""

import numpy as np

IDS = ()
HINT = "Two learned vectors follow the normalization. Does each of them change your output?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, 1.0, 0.0, size, lambda part: np.sqrt(part.var(axis=0) + eps))
