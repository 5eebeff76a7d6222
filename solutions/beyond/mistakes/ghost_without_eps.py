"""the chunks are normalised without eps."""

import numpy as np

IDS = ()
HINT = "A chunk in which a feature never changes: what do you divide by?"
LOSES = ("ghost_batchnorm_forward/eps", "ghost_batchnorm_forward/last chunk")


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, gamma, beta, size, lambda part: np.sqrt(part.var(axis=0)))
