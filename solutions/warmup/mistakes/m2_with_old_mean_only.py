"""M2 takes the square of the distance to the mean as it was before the row."""

IDS = ()
HINT = "Two means appear in the product: one from before the row, one from after it. Which do you use?"
LOSES = ("welford/M2",)


def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / n
        M2 = M2 + delta * delta
    return n, mean, M2
