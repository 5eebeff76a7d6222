"""the variances within the devices are left out."""

IDS = ()
HINT = "With a single device, what should come out?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, _ = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (means - mean) ** 2).sum(axis=0) / counts.sum()
