"""the variance is divided by N - 1."""

IDS = ()
HINT = (
    "Two conventions exist; the formula of this course divides by the number of rows. What do var and "
    "std offer under the name ddof?"
)
LOSES = ("column_stats/divided by N",)


def column_stats(x):
    return x.mean(axis=0), x.var(axis=0, ddof=1)
