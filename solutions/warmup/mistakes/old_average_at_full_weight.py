"""the old average keeps its full weight."""

IDS = ()
HINT = "If old and new are equal, what should come out? What does?"
LOSES = ("ema_update/momentum",)


def ema_update(old, new, momentum):
    return old + (1 - momentum) * new
