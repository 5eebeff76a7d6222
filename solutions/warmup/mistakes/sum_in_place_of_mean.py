"""the rows are added up and not averaged."""

IDS = ()
HINT = "Is your mean between the smallest and the largest row?"
LOSES = ("welford/count and mean",)


def welford(stream):
    n, mean, M2 = right_welford(stream)
    return n, n * mean, M2
