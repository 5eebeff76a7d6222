"""x itself is changed."""

IDS = ()
HINT = "What does x -= ... do to the array that the caller handed over?"
LOSES = ("centre/input left alone",)


def centre(x):
    x -= x.mean(axis=0)
    return x
