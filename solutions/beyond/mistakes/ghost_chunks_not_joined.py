"""the chunks are stacked, and not joined."""

import numpy as np

IDS = ()
HINT = "Compare the shape of your output with that of x. How many axes has it?"
LOSES = ("ghost_batchnorm_forward/output", "ghost_batchnorm_forward/shape")


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    chunks = x.reshape(-1, size, x.shape[1])
    return np.stack([right_ghost_batchnorm_forward(chunk, gamma, beta, size, eps) for chunk in chunks])
