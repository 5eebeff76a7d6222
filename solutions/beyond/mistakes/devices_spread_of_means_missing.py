"""the spread of the means is left out of the variance."""

IDS = ()
HINT = "Two devices, each with all rows alike, but one at 0 and one at 10: what is the variance of the whole?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    return (counts * means).sum(axis=0) / counts.sum(), (counts * variances).sum(axis=0) / counts.sum()
