"""the standard deviation is returned in place of the variance."""

IDS = ()
HINT = "Which unit does a variance have, if x is in metres?"
LOSES = ("column_stats/variance",)


def column_stats(x):
    return x.mean(axis=0), x.std(axis=0)
