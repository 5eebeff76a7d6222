"""the variance is divided by the number of rows less one."""

IDS = ()
HINT = "The parts are divided by their own n. What should a single device give?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances + (means - mean) ** 2)).sum(axis=0) / max(counts.sum() - 1, 1)
