"""Known mistakes of grad_shift, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% shift_keeps_rows: dbeta is not summed over the rows
# hint: One beta serves every row of the batch. What becomes of the gradients that come back from all those
#   rows?
# loses: grad_shift/gradient
def grad_shift(dout):
    return dout, dout.copy()


# %% shift_averages: dbeta is the mean over the rows, and not their sum
# hint: Count the places in which it is used. Are the gradients that come back from them added, or averaged?
# loses: grad_shift/gradient
def grad_shift(dout):
    return dout, dout.mean(axis=0)


# %% shift_other_axis: dbeta is summed over the features, and not over the rows
# hint: Which axis counts the rows, and which the features? The shape of the result tells which one was
#   summed away.
# loses: grad_shift/gradient
def grad_shift(dout):
    return dout, dout.sum(axis=1)


# %% shift_keeps_axis: dbeta keeps an axis of length one
# hint: A gradient has the shape of its value. Print the shapes of the two.
# loses: grad_shift/gradient
def grad_shift(dout):
    return dout, dout.sum(axis=0, keepdims=True)


# %% shift_sums_both: dscaled is summed over the rows as well
# hint: Does every row have a scaled of its own, or do all of them share one?
# loses: grad_shift/gradient
def grad_shift(dout):
    return dout.sum(axis=0), dout.sum(axis=0)


# %% shift_swaps: dbeta is returned first, and dscaled second
# hint: Read the line "Returns" of the docstring, and compare the order with your last line.
# loses: grad_shift/gradient
def grad_shift(dout):
    return dout.sum(axis=0), dout


# %% shift_negative: dbeta has the wrong sign
# hint: Is beta added in the forward pass, or taken away?
# loses: grad_shift/gradient
def grad_shift(dout):
    return dout, -dout.sum(axis=0)


# %% shift_slope_alone: the slope one is returned, and dout is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_shift/gradient
def grad_shift(dout):
    return np.ones_like(dout), np.full(dout.shape[1], float(len(dout)))
