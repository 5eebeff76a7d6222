"""the deviations are averaged first and squared afterwards."""

IDS = ()
HINT = "What do the deviations from a mean add up to?"
LOSES = (
    "column_stats/variance",
    "standardize/values",
)


def column_stats(x):
    mean = x.mean(axis=0)
    return mean, (x - mean).mean(axis=0) ** 2
