"""the squared distances of the means count alike."""

IDS = ()
HINT = "Which of the two sources of the variance is weighted by the rows in your formula, and which is not?"
LOSES = ("sync_stats/variance",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * variances).sum(axis=0) / counts.sum() + ((means - mean) ** 2).mean(axis=0)
