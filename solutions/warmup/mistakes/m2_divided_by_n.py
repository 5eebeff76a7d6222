"""M2 is divided by n at the end."""

IDS = ()
HINT = "Your variance is right, but M2 is a sum. When is it divided, and by whom?"
LOSES = ("welford/M2",)


def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / n
        M2 = M2 + delta * (row - mean)
    return n, mean, M2 / n
