"""each column is stretched from its minimum to its maximum."""

IDS = ()
HINT = "That is another way of scaling. Which two statistics does the formula ask for?"
LOSES = ("standardize/values",)


def standardize(x, eps):
    low, high = x.min(axis=0), x.max(axis=0)
    return (x - low) / (high - low + eps)
