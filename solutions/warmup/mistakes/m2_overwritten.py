"""M2 holds the last row's part only."""

IDS = ()
HINT = "How much of the first rows is left in your M2 at the end?"
LOSES = ("welford/M2",)


def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / n
        M2 = delta * (row - mean)
    return n, mean, M2
