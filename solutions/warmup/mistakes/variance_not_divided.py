"""the squared deviations are added up and not averaged."""

IDS = ()
HINT = "What would twice as many rows do to your variance?"
LOSES = ("column_stats/divided by N",)


def column_stats(x):
    return x.mean(axis=0), ((x - x.mean(axis=0)) ** 2).sum(axis=0)
