"""the deviations are divided by the variance and not by its root."""

IDS = ()
HINT = "What is the standard deviation of your result? It should be 1 for every feature."
LOSES = ("standardize/values",)


def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / (var + eps)
