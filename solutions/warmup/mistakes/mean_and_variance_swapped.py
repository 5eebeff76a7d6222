"""the variance is returned before the mean."""

IDS = ()
HINT = "In which order does the docstring ask for the two values?"
LOSES = (
    "column_stats/mean",
    "column_stats/variance",
)


def column_stats(x):
    return x.var(axis=0), x.mean(axis=0)
