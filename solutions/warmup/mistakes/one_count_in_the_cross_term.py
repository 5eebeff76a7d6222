"""the term with the distance of the means has the count of one side only."""

IDS = ()
HINT = "Exchange a and b: M2 should stay as it is. Does yours?"
LOSES = ("merge_stats/M2",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b + delta**2 * n_b / n
