"""the variance of a chunk is divided by its rows less one."""

import numpy as np

IDS = ()
HINT = "Which of the two variances normalises in training mode?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(
        x, gamma, beta, size, lambda part: np.sqrt(part.var(axis=0, ddof=min(1, len(part) - 1)) + eps)
    )
