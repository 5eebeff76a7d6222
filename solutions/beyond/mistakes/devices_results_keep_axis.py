"""both results keep an axis of length one."""

IDS = ()
HINT = "Your numbers are fine. Compare the shapes with (D,)."
LOSES = ("sync_stats/shapes",)


def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0, keepdims=True) / counts.sum()
    return mean, (counts * (variances + (means - mean) ** 2)).sum(axis=0, keepdims=True) / counts.sum()
