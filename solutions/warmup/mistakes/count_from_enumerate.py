"""n is the number of the last row, counted from zero."""

IDS = ()
HINT = "What does enumerate begin with? How many rows are there when the last one has number 6?"
LOSES = ("welford/count and mean",)


def welford(stream):
    *_, mean, M2 = right_welford(rows := list(stream))
    return len(rows) - 1, mean, M2
