"""the statistics of a are overwritten with those of all rows."""

IDS = ()
HINT = "After the call, does the caller still have the statistics of a?"
LOSES = ("merge_stats/inputs left alone",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    mean_a += delta * n_b / n
    M2_a += M2_b + delta**2 * n_a * n_b / n
    return n, mean_a, M2_a
