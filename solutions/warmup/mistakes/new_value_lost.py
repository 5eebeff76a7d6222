"""the old average stays as it is."""

IDS = ()
HINT = "Does your result depend on the new value?"
LOSES = ("ema_update/mix",)


def ema_update(old, new, momentum):
    return old.copy()
