"""the rows that are left over join the last full chunk."""

import numpy as np

IDS = ()
HINT = "The notebook says what the last chunk is. How many rows has it?"
LOSES = ("ghost_batchnorm_forward/last chunk",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    number = max(len(x) // size, 1)
    parts = [x[at * size : (at + 1) * size] for at in range(number - 1)] + [x[(number - 1) * size :]]
    return np.concatenate([right_ghost_batchnorm_forward(part, gamma, beta, len(part), eps) for part in parts])
