"""What the hidden checks of networks share: numbers with a purpose.

* N = 10 rows: with two, x_hat is 1 and -1 whatever the weights are, and all gradients shrink to eps.
* Affine outputs with deviations of 2 to 4, so that no eps matters beside them.
* gamma of either sign and never 1, beta never 0: about half of what reaches ReLU is positive.
"""

import numpy as np

from autograder.checks import say

TINY = 1e-12
"""An eps that hardly matters beside a variance of 4."""

LARGE = 0.3
"""An eps that shows whether it arrives."""

STEP = 1e-6
"""Steps of numerical gradients: so small that next to no ReLU changes sides on the way."""

KINDS = [None, "batchnorm", "layernorm"]
NORMS = KINDS[1:]

SIGNS = np.array([-1.0, 1.0])


def signed(rng, size):
    """Numbers of 0.5 to 2 with either sign."""
    return SIGNS[rng.integers(2, size=size)] * rng.uniform(0.5, 2.0, size=size)


def named(normalization):
    """How the name of a criterion calls the case."""
    return f"with {normalization}" if normalization else "without a normalization"


def said(normalization):
    """How a sentence calls the case."""
    if not normalization:
        return say("without a normalization")
    return say("with {normalization}", normalization=normalization)


def at_first(normalization):
    """How a sentence that begins with it calls the case."""
    if not normalization:
        return say("Without a normalization")
    return say("With {normalization}", normalization=normalization)
