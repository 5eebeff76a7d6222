"""the variances of the devices are taken as divided by n - 1."""

IDS = ()
HINT = "By what have the devices divided? Multiply by the same to undo it."
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, ((counts - 1) * variances + counts * (means - mean) ** 2).sum(axis=0) / counts.sum()
