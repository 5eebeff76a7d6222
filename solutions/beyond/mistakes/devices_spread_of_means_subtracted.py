"""the spread of the means is subtracted."""

IDS = ()
HINT = "Can rows that lie further apart have a smaller variance?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances - (means - mean) ** 2)).sum(axis=0) / counts.sum()
