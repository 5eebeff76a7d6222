"""the statistics are taken along each row and not down each column."""

IDS = ()
HINT = "A feature is a column. Which axis has to disappear, so that one number for each feature is left?"
LOSES = (
    "column_stats/mean",
    "column_stats/variance",
)


def column_stats(x):
    return x.mean(axis=1), x.var(axis=1)
