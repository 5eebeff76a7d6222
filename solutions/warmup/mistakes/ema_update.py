"""Known mistakes of ema_update."""

import numpy as np


# %% divided_by_the_rest: the start from zero is corrected at every step
# hint: That correction belongs to a sum of many steps, and is asked for nowhere here. What if old and new are
#   equal?
# loses: ema_update/momentum
def ema_update(old, new, momentum):
    with np.errstate(divide="ignore"):
        return (momentum * old + (1 - momentum) * new) / np.float64(1 - momentum)


# %% momentum_hard_coded: the momentum is {MOMENTUM} whatever the caller passes
# hint: Your function has an argument momentum. Does its value reach the formula?
# loses: ema_update/momentum
# each: MOMENTUM = 0.9, 0.99, 0.999, 0.1
def ema_update(old, new, momentum):
    return MOMENTUM * old + (1 - MOMENTUM) * new


# %% momentum_swapped: the old average and the new value have changed their shares
# hint: With momentum 0.9, which of the two should hardly move the result?
# loses: ema_update/momentum
def ema_update(old, new, momentum):
    return (1 - momentum) * old + momentum * new


# %% new_value_at_full_weight: the new value is added with its full weight
# hint: If old and new are equal, what should come out? What does?
# loses: ema_update/momentum
def ema_update(old, new, momentum):
    return momentum * old + new


# %% new_value_lost: the old average stays as it is
# hint: Does your result depend on the new value?
# loses: ema_update/mix
def ema_update(old, new, momentum):
    return old.copy()


# %% old_average_at_full_weight: the old average keeps its full weight
# hint: If old and new are equal, what should come out? What does?
# loses: ema_update/momentum
def ema_update(old, new, momentum):
    return old + (1 - momentum) * new


# %% old_average_lost: the new value replaces the old average
# hint: What does your result remember of the batches before?
# loses: ema_update/mix
def ema_update(old, new, momentum):
    return new.copy()


# %% old_changed_in_place: the new average is computed inside the memory of the old one
# hint: After the call, does the caller still have the old average?
# loses: ema_update/inputs left alone
def ema_update(old, new, momentum):
    old *= momentum
    old += (1 - momentum) * new
    return old


# %% plain_average: old and new get half of the weight each
# hint: Which share does the old average keep, according to the formula?
# loses: ema_update/momentum
def ema_update(old, new, momentum):
    return (old + new) / 2


# %% step_in_the_wrong_direction: the average moves away from the new value
# hint: If the new value is larger than the old average, should the result be larger or smaller than the old
#   one?
# loses: ema_update/momentum
def ema_update(old, new, momentum):
    return old - (1 - momentum) * (new - old)
