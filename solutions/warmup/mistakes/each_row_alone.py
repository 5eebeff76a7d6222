"""each row is standardized by its own mean and deviation."""

import numpy as np

IDS = ()
HINT = "A single example has no column to compare with. Over which axis does the mean of a feature run?"
LOSES = ("standardize/values",)


def standardize(x, eps):
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return (x - mean) / np.sqrt(var + eps)
