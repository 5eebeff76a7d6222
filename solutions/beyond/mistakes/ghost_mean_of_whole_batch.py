"""the variance is that of the chunk, and the mean that of the whole batch."""

import numpy as np

IDS = ()
HINT = "Which rows enter each of the two statistics?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    mean = x.mean(axis=0)
    parts = [x[start : start + size] for start in range(0, len(x), size)]
    return np.concatenate([gamma * (part - mean) / np.sqrt(part.var(axis=0) + eps) + beta for part in parts])
