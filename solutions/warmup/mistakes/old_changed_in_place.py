"""the new average is computed inside the memory of the old one."""

IDS = ()
HINT = "After the call, does the caller still have the old average?"
LOSES = ("ema_update/inputs left alone",)


def ema_update(old, new, momentum):
    old *= momentum
    old += (1 - momentum) * new
    return old
