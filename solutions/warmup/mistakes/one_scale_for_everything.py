"""all features share one mean and one deviation."""

import numpy as np

IDS = ()
HINT = "After your function, do a feature in metres and one in millimetres have the same spread?"
LOSES = ("standardize/values",)


def standardize(x, eps):
    return (x - x.mean()) / np.sqrt(x.var() + eps)
