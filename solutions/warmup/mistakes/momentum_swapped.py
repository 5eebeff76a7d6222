"""the old average and the new value have changed their shares."""

IDS = ()
HINT = "With momentum 0.9, which of the two should hardly move the result?"
LOSES = ("ema_update/momentum",)


def ema_update(old, new, momentum):
    return (1 - momentum) * old + momentum * new
