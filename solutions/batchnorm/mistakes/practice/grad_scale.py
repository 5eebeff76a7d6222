"""Known mistakes of grad_scale, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% scale_rows_without_factor: dx_hat is what comes in, not multiplied by gamma
# hint: By how much does scaled move when x_hat moves by one?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled.copy(), (dscaled * x_hat).sum(axis=0)


# %% scale_own_factors: each of the two is multiplied by itself, and not by the other
# hint: In a product of two, what does one of them get when the other is held fixed? Say it aloud for each
#   of the two.
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * x_hat, (dscaled * gamma).sum(axis=0)


# %% scale_rows_own_factor: dx_hat is multiplied by x_hat itself, and not by the other value
# hint: In a product of two, what does one of them get when the other is held fixed? Say it aloud for each
#   of the two.
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * x_hat, (dscaled * x_hat).sum(axis=0)


# %% scale_row_own_factor: dgamma is multiplied by gamma itself, and not by the other value
# hint: In a product of two, what does one of them get when the other is held fixed? Say it aloud for each
#   of the two.
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, (dscaled * gamma).sum(axis=0)


# %% scale_row_without_factor: dgamma is the sum of what comes in, without x_hat
# hint: By how much does scaled move in each row when gamma moves by one?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, dscaled.sum(axis=0)


# %% scale_row_not_summed: dgamma is not summed over the rows
# hint: One gamma serves every row of the batch. What becomes of the gradients that come back from all those
#   rows?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, dscaled * x_hat


# %% scale_row_averaged: dgamma is the mean over the rows, and not their sum
# hint: Count the places in which it is used. Are the gradients that come back from them added, or averaged?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, (dscaled * x_hat).mean(axis=0)


# %% scale_row_other_axis: dgamma is summed over the features, and not over the rows
# hint: Which axis counts the rows, and which the features? The shape of the result tells which one was
#   summed away.
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, (dscaled * x_hat).sum(axis=1)


# %% scale_row_keeps_axis: dgamma keeps an axis of length one
# hint: A gradient has the shape of its value. Print the shapes of the two.
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, (dscaled * x_hat).sum(axis=0, keepdims=True)


# %% scale_sums_first: what comes in and x_hat are summed over the rows before they are multiplied
# hint: Each row has a factor of its own. Is it applied before the rows are added, or after?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, dscaled.sum(axis=0) * x_hat.sum(axis=0)


# %% scale_half_summed: what comes in is summed over the rows before it is multiplied by x_hat
# hint: Each row has a factor of its own. Is it applied before the rows are added, or after?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, dscaled.sum(axis=0) * x_hat


# %% scale_row_from_rows: dgamma is made of dx_hat, and not of what comes in
# hint: Both arrows leave the same box. What enters it on the way back?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled * gamma, (dscaled * gamma * x_hat).sum(axis=0)


# %% scale_divides: dx_hat is divided by gamma, and not multiplied
# hint: You send a gradient back; you do not undo the forward pass. What is the slope of a product?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return dscaled / gamma, (dscaled * x_hat).sum(axis=0)


# %% scale_slopes_alone: the slopes are returned, and what comes in is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return np.ones_like(dscaled) * gamma, x_hat.sum(axis=0)


# %% scale_forward: the product of the forward pass is computed once more
# hint: The values are there already. What comes back to each of the two when the product feels the gradient
#   that comes in?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return x_hat * gamma, (x_hat * gamma).sum(axis=0)


# %% scale_swaps: dgamma is returned first, and dx_hat second
# hint: Read the line "Returns" of the docstring, and compare the order with your last line.
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return (dscaled * x_hat).sum(axis=0), dscaled * gamma


# %% scale_rows_summed: dx_hat is summed over the rows as well
# hint: Does every row have an x_hat of its own, or do all of them share one?
# loses: grad_scale/gradient
def grad_scale(dscaled, x_hat, gamma):
    return (dscaled * gamma).sum(axis=0), (dscaled * x_hat).sum(axis=0)
