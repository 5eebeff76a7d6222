"""the distances of the means are taken from their plain average."""

IDS = ()
HINT = "From which point does the variance of all rows measure its distances?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    center = means.mean(axis=0)
    return mean, (counts * (variances + (means - center) ** 2)).sum(axis=0) / counts.sum()
