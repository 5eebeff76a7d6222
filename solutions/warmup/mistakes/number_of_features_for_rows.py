"""the sums are divided by the number of features and not by the number of rows."""

IDS = ()
HINT = "Over how many numbers does each sum of a column run? Which entry of x.shape is that?"
LOSES = (
    "column_stats/mean",
    "column_stats/variance",
)


def column_stats(x):
    D = x.shape[1]
    mean = x.sum(axis=0) / D
    return mean, ((x - mean) ** 2).sum(axis=0) / D
