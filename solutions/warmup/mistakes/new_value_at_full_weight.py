"""the new value is added with its full weight."""

IDS = ()
HINT = "If old and new are equal, what should come out? What does?"
LOSES = ("ema_update/momentum",)


def ema_update(old, new, momentum):
    return momentum * old + new
