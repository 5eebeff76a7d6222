"""the statistics come from a random part of the batch."""

import numpy as np

IDS = ("F24",)
HINT = (
    "All rows that arrive belong to the batch. Call your function twice with the same input: should "
    "the two outputs differ?"
)
LOSES = ("batchnorm_forward/training output",)
NAMED = False  # chance is in it


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        rows = np.random.default_rng().choice(len(x), size=len(x) // 2 + 1, replace=False)
        part = x[rows]
        out = gamma * (x - part.mean(axis=0)) / np.sqrt(part.var(axis=0) + cache.eps) + beta
    return out, cache
