"""the two means are averaged without their counts."""

IDS = ()
HINT = "If one side has a million rows and the other has one, where should the mean of all lie?"
LOSES = ("merge_stats/count and mean",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, (mean_a + mean_b) / 2, M2_a + M2_b + delta**2 * n_a * n_b / n
