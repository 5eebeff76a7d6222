"""x is turned into float32 first."""

import numpy as np

IDS = ()
HINT = "How many digits does float32 hold, and how many do you need when the mean is 1e8 and the deviation 3?"
LOSES = ("column_stats/large offset",)


def column_stats(x):
    single = x.astype(np.float32)
    return single.mean(axis=0), single.var(axis=0)
