"""Known mistakes of grad_centre, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% centre_sign: the minus of dmu is missing
# hint: When mu grows by one, does x - mu grow or shrink?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred, dcentred.sum(axis=0)


# %% centre_not_summed: dmu is not summed over the rows
# hint: One mu serves every row of the batch. What becomes of the gradients that come back from all those
#   rows?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred, -dcentred


# %% centre_not_summed_without_sign: dmu is what comes in, without the minus and without the sum
# hint: When mu grows by one, does x - mu grow or shrink? And one mu serves every row of the batch. What
#   becomes of the gradients that come back from all those rows?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred, dcentred.copy()


# %% centre_averaged: dmu is the mean over the rows, and not their sum
# hint: Count the places in which it is used. Are the gradients that come back from them added, or averaged?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred, -dcentred.mean(axis=0)


# %% centre_averaged_without_sign: dmu is the mean over the rows, without the minus
# hint: When mu grows by one, does x - mu grow or shrink? Count the places in which it is used. Are the
#   gradients that come back from them added, or averaged?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred, dcentred.mean(axis=0)


# %% centre_other_axis: dmu is summed over the features, and not over the rows
# hint: Which axis counts the rows, and which the features? The shape of the result tells which one was
#   summed away.
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred, -dcentred.sum(axis=1)


# %% centre_keeps_axis: dmu keeps an axis of length one
# hint: A gradient has the shape of its value. Print the shapes of the two.
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred, -dcentred.sum(axis=0, keepdims=True)


# %% centre_sign_of_rows: dx has the minus as well
# hint: When x grows by one, does x - mu grow or shrink?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return -dcentred, -dcentred.sum(axis=0)


# %% centre_signs_swapped: the minus stands at dx, and not at dmu
# hint: Which of the two is taken away in the forward pass?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return -dcentred, dcentred.sum(axis=0)


# %% centre_whole_path: dx holds already what comes back through the mean
# hint: The mean is a node of its own, further on. What does x - mu alone send back to x?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred - dcentred.mean(axis=0), -dcentred.sum(axis=0)


# %% centre_swaps: dmu is returned first, and dx second
# hint: Read the line "Returns" of the docstring, and compare the order with your last line.
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return -dcentred.sum(axis=0), dcentred


# %% centre_sums_both: dx is summed over the rows as well
# hint: Does every row have an x of its own, or do all of them share one?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred.sum(axis=0), -dcentred.sum(axis=0)


# %% centre_nothing: nothing is sent back to mu
# hint: mu is taken away from every row. Does the loss not feel it? (The centred values sum to zero; their
#   gradients need not.)
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return dcentred, np.zeros(dcentred.shape[1])


# %% centre_slopes_alone: the slopes one and minus one are returned, and dcentred is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_centre/gradient
def grad_centre(dcentred):
    return np.ones_like(dcentred), np.full(dcentred.shape[1], -float(len(dcentred)))
