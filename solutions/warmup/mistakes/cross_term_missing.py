"""the distance of the two means adds nothing to M2."""

IDS = ()
HINT = "Two batches with no spread at all, at 0 and at 10: do their numbers vary, taken together?"
LOSES = ("merge_stats/M2",)


def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b
