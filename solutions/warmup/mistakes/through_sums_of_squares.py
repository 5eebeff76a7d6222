"""M2 goes back to sums of squares and forth again."""

IDS = ()
HINT = (
    "At an offset of 1e8 two huge numbers are subtracted that are nearly equal. Which small difference "
    "does the formula square?"
)
LOSES = ("merge_stats/large offset",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    mean = mean_a + delta * n_b / n
    return n, mean, M2_a + n_a * mean_a**2 + M2_b + n_b * mean_b**2 - n * mean**2
