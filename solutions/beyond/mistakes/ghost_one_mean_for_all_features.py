"""a chunk has one mean and one variance for all features."""

import numpy as np

IDS = ()
HINT = "How many means should a chunk with D features have?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    parts = [x[start : start + size] for start in range(0, len(x), size)]
    return np.concatenate([gamma * (part - part.mean()) / np.sqrt(part.var() + eps) + beta for part in parts])
