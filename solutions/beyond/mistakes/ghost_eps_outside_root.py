"""eps is added to the root of each chunk's variance."""

import numpy as np

IDS = ()
HINT = "Look at the formula once more: where does eps stand?"
LOSES = ("ghost_batchnorm_forward/eps",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, gamma, beta, size, lambda part: np.sqrt(part.var(axis=0)) + eps)
