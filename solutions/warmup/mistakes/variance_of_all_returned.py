"""the M2 of all rows is divided by n."""

IDS = ()
HINT = "Your variance is right, but M2 is a sum. When is it divided, and by whom?"
LOSES = ("merge_stats/M2",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, (M2_a + M2_b + delta**2 * n_a * n_b / n) / n
