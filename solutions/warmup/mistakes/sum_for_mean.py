"""the columns are added up and not averaged."""

IDS = ()
HINT = "Is your mean between the smallest and the largest number of its column?"
LOSES = ("column_stats/mean",)


def column_stats(x):
    return x.sum(axis=0), x.var(axis=0)
