"""each M2 is weighed by its share of the rows, as a variance would be."""

IDS = ()
HINT = "M2 is a sum, and not yet divided by n. How do two sums become one?"
LOSES = ("merge_stats/M2",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, (n_a * M2_a + n_b * M2_b) / n + delta**2 * n_a * n_b / n
