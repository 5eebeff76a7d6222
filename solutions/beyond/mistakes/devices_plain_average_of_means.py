"""every device counts alike in the mean."""

IDS = ()
HINT = "One device has a single row, another has nine. Should they pull equally?"
LOSES = ("sync_stats/mean",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = means.mean(axis=0)
    return mean, (counts * (variances + (means - mean) ** 2)).sum(axis=0) / counts.sum()
