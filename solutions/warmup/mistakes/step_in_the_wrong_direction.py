"""the average moves away from the new value."""

IDS = ()
HINT = (
    "If the new value is larger than the old average, should the result be larger or smaller than the old one?"
)
LOSES = ("ema_update/momentum",)


def ema_update(old, new, momentum):
    return old - (1 - momentum) * (new - old)
