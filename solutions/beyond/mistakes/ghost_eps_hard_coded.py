"""every chunk is normalised with eps = 1e-5 whatever was passed."""

import numpy as np

IDS = ()
HINT = "The caller passed another eps. Does the function hear of it?"
LOSES = ("ghost_batchnorm_forward/eps",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, gamma, beta, size, lambda part: np.sqrt(part.var(axis=0) + 1e-5))
