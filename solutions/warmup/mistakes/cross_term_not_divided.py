"""the term with the distance of the means is not divided by n."""

IDS = ()
HINT = "Check the last term with the batches (0, 2) and (4, 6, 8, 10): it should add 48."
LOSES = ("merge_stats/M2",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b + delta**2 * n_a * n_b
