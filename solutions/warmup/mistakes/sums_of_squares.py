"""M2 is the sum of the squares minus n times the square of the mean."""

IDS = ()
HINT = (
    "At an offset of 1e8 two huge numbers are subtracted that are nearly equal. What do Welford's steps square?"
)
LOSES = ("welford/large offset",)


def welford(stream):
    n, total, squares = 0, 0.0, 0.0
    for row in stream:
        n, total, squares = n + 1, total + row, squares + row**2
    mean = total / n
    return n, mean, squares - n * mean**2
