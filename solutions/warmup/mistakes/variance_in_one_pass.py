"""the variance is the mean of the squares minus the square of the mean."""

IDS = ()
HINT = (
    "At an offset of 1e8 two huge numbers are subtracted that are nearly equal. What could you subtract "
    "before squaring?"
)
LOSES = ("column_stats/large offset",)


def column_stats(x):
    mean = x.mean(axis=0)
    return mean, (x**2).mean(axis=0) - mean**2
