"""the distance of the means enters without being squared."""

IDS = ()
HINT = "In which unit is M2, if the rows are in metres? And your last term?"
LOSES = ("merge_stats/M2",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b + delta * n_a * n_b / n
