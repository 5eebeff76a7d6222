"""the sum of the means is collected in the array of the first device."""

IDS = ()
HINT = "The first device still needs its numbers. Which operators change an array itself?"
LOSES = ("sync_stats/parts left alone",)


def sync_stats(parts):
    result = right_sync_stats(parts)
    total = parts[0][1]
    total *= parts[0][0]
    for n, mean, _ in parts[1:]:
        total += n * mean
    return result
