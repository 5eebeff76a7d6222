"""old and new get half of the weight each."""

IDS = ()
HINT = "Which share does the old average keep, according to the formula?"
LOSES = ("ema_update/momentum",)


def ema_update(old, new, momentum):
    return (old + new) / 2
