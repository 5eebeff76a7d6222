"""the mean is subtracted and nothing is divided."""

IDS = ()
HINT = "What is the standard deviation of each column of your result?"
LOSES = ("standardize/values",)


def standardize(x, eps):
    mean, _ = right_column_stats(x)
    return x - mean
