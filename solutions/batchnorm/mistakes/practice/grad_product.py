"""Known mistakes of grad_product, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% product_rows_without_factor: dcentred is what comes in, not multiplied by inv_std
# hint: By how much does x_hat move when centred moves by one?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat.copy(), (dx_hat * centred).sum(axis=0)


# %% product_own_factors: each of the two is multiplied by itself, and not by the other
# hint: In a product of two, what does one of them get when the other is held fixed? Say it aloud for each
#   of the two.
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * centred, (dx_hat * inv_std).sum(axis=0)


# %% product_rows_own_factor: dcentred is multiplied by centred itself, and not by the other value
# hint: In a product of two, what does one of them get when the other is held fixed? Say it aloud for each
#   of the two.
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * centred, (dx_hat * centred).sum(axis=0)


# %% product_row_own_factor: dinv_std is multiplied by inv_std itself, and not by the other value
# hint: In a product of two, what does one of them get when the other is held fixed? Say it aloud for each
#   of the two.
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, (dx_hat * inv_std).sum(axis=0)


# %% product_row_without_factor: dinv_std is the sum of what comes in, without centred
# hint: By how much does x_hat move in each row when inv_std moves by one?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, dx_hat.sum(axis=0)


# %% product_row_not_summed: dinv_std is not summed over the rows
# hint: One inv_std serves every row of the batch. What becomes of the gradients that come back from all
#   those rows?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, dx_hat * centred


# %% product_row_averaged: dinv_std is the mean over the rows, and not their sum
# hint: Count the places in which it is used. Are the gradients that come back from them added, or averaged?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, (dx_hat * centred).mean(axis=0)


# %% product_row_other_axis: dinv_std is summed over the features, and not over the rows
# hint: Which axis counts the rows, and which the features? The shape of the result tells which one was
#   summed away.
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, (dx_hat * centred).sum(axis=1)


# %% product_row_keeps_axis: dinv_std keeps an axis of length one
# hint: A gradient has the shape of its value. Print the shapes of the two.
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, (dx_hat * centred).sum(axis=0, keepdims=True)


# %% product_sums_first: what comes in and centred are summed over the rows before they are multiplied
# hint: Each row has a factor of its own. Is it applied before the rows are added, or after?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, dx_hat.sum(axis=0) * centred.sum(axis=0)


# %% product_half_summed: what comes in is summed over the rows before it is multiplied by centred
# hint: Each row has a factor of its own. Is it applied before the rows are added, or after?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, dx_hat.sum(axis=0) * centred


# %% product_row_from_rows: dinv_std is made of dcentred, and not of what comes in
# hint: Both arrows leave the same box. What enters it on the way back?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat * inv_std, (dx_hat * inv_std * centred).sum(axis=0)


# %% product_divides: dcentred is divided by inv_std, and not multiplied
# hint: You send a gradient back; you do not undo the forward pass. What is the slope of a product?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return dx_hat / inv_std, (dx_hat * centred).sum(axis=0)


# %% product_slopes_alone: the slopes are returned, and what comes in is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return np.ones_like(dx_hat) * inv_std, centred.sum(axis=0)


# %% product_forward: the product of the forward pass is computed once more
# hint: The values are there already. What comes back to each of the two when the product feels the gradient
#   that comes in?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return centred * inv_std, (centred * inv_std).sum(axis=0)


# %% product_swaps: dinv_std is returned first, and dcentred second
# hint: Read the line "Returns" of the docstring, and compare the order with your last line.
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return (dx_hat * centred).sum(axis=0), dx_hat * inv_std


# %% product_rows_summed: dcentred is summed over the rows as well
# hint: Does every row have a centred of its own, or do all of them share one?
# loses: grad_product/gradient
def grad_product(dx_hat, centred, inv_std):
    return (dx_hat * inv_std).sum(axis=0), (dx_hat * centred).sum(axis=0)
