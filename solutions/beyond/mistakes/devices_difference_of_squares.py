"""the variance is the difference of two squares."""

IDS = ()
HINT = (
    "Add a large number to every row: the variance stays, but your two squares grow. How many digits are left?"
)
LOSES = ("sync_stats/large offsets",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances + means**2)).sum(axis=0) / counts.sum() - mean**2
