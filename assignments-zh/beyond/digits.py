"""Handwritten digits for the experiments: 1797 images of 8 x 8 pixels, in the file digits.npz beside this one.

E. Alpaydin, C. Kaynak, "Optical Recognition of Handwritten Digits", UCI Machine Learning Repository,
https://doi.org/10.24432/C50P49, licence CC BY 4.0; the copy in scikit-learn, stored as small integers.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Digits:
    """Images (N, 64) with pixels between -1 and 1, and labels (N,) from 0 to 9."""

    images: np.ndarray
    labels: np.ndarray


def load_digits(train=1200):
    """Give the training images and the others as two `Digits`; the same shuffle every time."""
    with np.load(Path(__file__).with_name("digits.npz")) as stored:
        images, labels = stored["pixels"] / 8.0 - 1.0, stored["labels"].astype(int)
    order = np.random.default_rng(0).permutation(len(labels))
    parts = order[:train], order[train:]
    return tuple(Digits(images[part], labels[part]) for part in parts)


def batches(digits, size, steps, rng):
    """Yield `steps` random batches of `size` images with their labels; every image comes once in each round."""
    order = np.empty(0, dtype=int)
    for _ in range(steps):
        if len(order) < size:
            order = rng.permutation(len(digits.labels))
        batch, order = order[:size], order[size:]
        yield digits.images[batch], digits.labels[batch]
