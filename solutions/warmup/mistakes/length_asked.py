"""the stream is asked for its length."""

IDS = ()
HINT = "A generator does not know how many rows will come. How can you know n after each row?"
LOSES = ("welford/one pass",)


def welford(stream):
    n = len(stream)
    mean = sum(stream) / n
    return n, mean, sum((row - mean) ** 2 for row in stream)
