"""the mean moves half of the way to each row."""

IDS = ()
HINT = "How much weight should the thousandth row have in a mean of a thousand?"
LOSES = (
    "welford/count and mean",
    "welford/M2",
)


def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / 2
        M2 = M2 + delta * (row - mean)
    return n, mean, M2
