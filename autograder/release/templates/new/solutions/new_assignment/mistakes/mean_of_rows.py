"""the mean is taken of each row instead of each column."""

IDS = ()
HINT = "Which axis runs over the rows, and is gone in a mean of columns?"
LOSES = ("centre/values",)


def centre(x):
    return x - x.mean(axis=1, keepdims=True)
