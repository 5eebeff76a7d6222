"""the distance of the means is taken in the opposite direction."""

IDS = ()
HINT = "The mean of all lies between the two means. Does yours?"
LOSES = ("merge_stats/count and mean",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a - delta * n_b / n, M2_a + M2_b + delta**2 * n_a * n_b / n
