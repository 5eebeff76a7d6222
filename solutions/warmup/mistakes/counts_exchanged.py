"""each mean is weighed with the count of the other side."""

IDS = ()
HINT = "Which side should pull the mean more strongly, the large one or the small one?"
LOSES = ("merge_stats/count and mean",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_b - delta * n_b / n, M2_a + M2_b + delta**2 * n_a * n_b / n
