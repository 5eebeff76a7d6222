"""gamma and beta change places."""

import numpy as np

IDS = ()
HINT = "Where x_hat is zero, what should the output be?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, beta, gamma, size, lambda part: np.sqrt(part.var(axis=0) + eps))
