"""the variance is not divided by the number of rows."""

IDS = ()
HINT = "Double every device: should the variance double?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances + (means - mean) ** 2)).sum(axis=0)
