"""the momentum is 0.9 whatever the caller passes."""

IDS = ()
HINT = "Your function has an argument momentum. Does its value reach the formula?"
LOSES = ("ema_update/momentum",)


def ema_update(old, new, momentum):
    return 0.9 * old + 0.1 * new
