"""the mean is subtracted from x itself."""

IDS = ()
HINT = "Does your function build a new array, or does it work in the memory of x? Look at x after the call."
LOSES = ("column_stats/input left alone",)


def column_stats(x):
    mean = x.mean(axis=0)
    x -= mean
    return mean, (x**2).mean(axis=0)
