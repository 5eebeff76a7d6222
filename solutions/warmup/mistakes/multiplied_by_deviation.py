"""the deviations are multiplied by the standard deviation."""

import numpy as np

IDS = ()
HINT = "A feature that varies a lot should vary less afterwards. Does it?"
LOSES = ("standardize/values",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) * np.sqrt(var + eps)
