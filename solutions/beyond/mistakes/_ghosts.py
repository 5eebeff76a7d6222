"""What mistakes of ghost_batchnorm_forward stand on: the output when each chunk's statistics are given."""

import numpy as np


def ghosts(x, gamma, beta, size, root):
    """Normalise each chunk by its mean and by `root(chunk)`, then scale and shift."""
    parts = [x[start : start + size] for start in range(0, len(x), size)]
    return np.concatenate([gamma * (part - part.mean(axis=0)) / root(part) + beta for part in parts])
