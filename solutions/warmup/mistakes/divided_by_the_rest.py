"""the start from zero is corrected at every step."""

import numpy as np

IDS = ()
HINT = (
    "That correction belongs to a sum of many steps, and is asked for nowhere here. What if old and new "
    "are equal?"
)
LOSES = ("ema_update/momentum",)


def ema_update(old, new, momentum):
    with np.errstate(divide="ignore"):
        return (momentum * old + (1 - momentum) * new) / np.float64(1 - momentum)
