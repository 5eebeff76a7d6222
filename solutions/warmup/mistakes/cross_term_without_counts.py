"""the squared distance of the means is added without its weight."""

IDS = ()
HINT = "How much does the distance matter, if one of the sides has very few rows?"
LOSES = ("merge_stats/M2",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b + delta**2
