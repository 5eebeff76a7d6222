"""the squares are averaged without taking the mean out first."""

IDS = ()
HINT = "Add 100 to a whole column: should its variance change?"
LOSES = ("column_stats/variance",)


def column_stats(x):
    return x.mean(axis=0), (x**2).mean(axis=0)
