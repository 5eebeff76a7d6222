"""the new value replaces the old average."""

IDS = ()
HINT = "What does your result remember of the batches before?"
LOSES = ("ema_update/mix",)


def ema_update(old, new, momentum):
    return new.copy()
