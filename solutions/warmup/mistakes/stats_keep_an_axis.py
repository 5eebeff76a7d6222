"""the statistics keep an axis of length one."""

IDS = ()
HINT = "Your numbers are fine. Compare their shape with the shape that the docstring gives."
LOSES = ("column_stats/shapes",)


def column_stats(x):
    return x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)
