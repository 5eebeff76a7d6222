"""each row is weighed as if one more had arrived before it."""

IDS = ()
HINT = "What should the mean be after the very first row? What is yours?"
LOSES = (
    "welford/count and mean",
    "welford/M2",
)


def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / (n + 1)
        M2 = M2 + delta * (row - mean)
    return n, mean, M2
