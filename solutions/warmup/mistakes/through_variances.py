"""each M2 is divided by its count and multiplied again."""

import numpy as np

IDS = ()
HINT = "What is 0 / 0, when one side has no rows?"
LOSES = ("merge_stats/one side empty",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    with np.errstate(invalid="ignore"):
        M2 = n_a * (M2_a / np.float64(n_a)) + n_b * (M2_b / np.float64(n_b)) + delta**2 * n_a * n_b / n
    return n, mean_a + delta * n_b / n, M2
