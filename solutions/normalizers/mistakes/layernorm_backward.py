"""Known mistakes of layernorm_backward."""

import numpy as np


# %% a_value_too_many: one more value is returned beside the gradients
# hint: How many values does the docstring promise?
# loses: layernorm_backward/number of return values, rmsnorm_backward/number of return values,
#   spatial_batchnorm_backward/number of return values, spatial_groupnorm_backward/number of return values
def with_one_more(frame):
    def backward(dout, c):
        return *frame(dout, c), dout * 1.0

    return backward


layernorm_backward = with_one_more(frame_layernorm_backward)
rmsnorm_backward = with_one_more(frame_rmsnorm_backward)
spatial_batchnorm_backward = with_one_more(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = with_one_more(frame_spatial_groupnorm_backward)


# %% backward_default_eps: the backward pass uses 1e-5, whatever eps the forward pass was given
# hint: Where does your backward pass get its eps from? What can the cache carry?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    std = np.sqrt(c.var + 1e-5)
    h = c.xc / std
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% backward_eps_outside_root: eps stands outside the root in the backward pass
# hint: The backward pass undoes exactly the forward pass that you ran. Where did eps stand there?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    std = np.sqrt(c.var) + c.eps
    h = c.xc / std
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% backward_without_eps: the backward pass leaves out eps
# hint: The backward pass undoes exactly the forward pass that you ran. With which eps did you run it?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    std = np.sqrt(c.var)
    h = c.xc / std
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% cache_changed_in_place: the call adds eps to the variance inside the cache
# hint: Call your function twice with the same cache. What did the first call leave behind for the second?
# loses: layernorm_backward/inputs and cache left alone, rmsnorm_backward/inputs and cache left alone,
#   spatial_batchnorm_backward/inputs and cache left alone,
#   spatial_groupnorm_backward/inputs and cache left alone
def dx(c, dout):
    c.var += c.eps
    d, h = dout * c.gamma, c.xc / np.sqrt(c.var)
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / np.sqrt(c.var)


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dgamma_and_dbeta_swapped: dgamma and dbeta have changed places
# hint: In which order does the docstring ask for the gradients?
# loses: layernorm_backward/dgamma, layernorm_backward/dbeta, spatial_batchnorm_backward/dgamma,
#   spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dgamma, spatial_groupnorm_backward/dbeta
def gradients(c, dout, right):
    return right[0], right[2], right[1]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% dgamma_with_centred_x: dgamma is taken with the centred x, not yet divided by the spread
# hint: Which array does gamma multiply in the forward pass?
# loses: layernorm_backward/dgamma, spatial_batchnorm_backward/dgamma, spatial_groupnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.xc), *right[2:]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% dgamma_with_gamma: gamma enters its own gradient
# hint: The output is linear in gamma. Can the slope depend on gamma?
# loses: layernorm_backward/dgamma, spatial_batchnorm_backward/dgamma, spatial_groupnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.gamma * c.x_hat), *right[2:]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% dgamma_with_output: dgamma is taken with the output
# hint: Which array does gamma multiply in the forward pass?
# loses: layernorm_backward/dgamma, spatial_batchnorm_backward/dgamma, spatial_groupnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], over_places(c, dout * (c.gamma * c.x_hat + c.beta)), *right[2:]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% dgamma_with_x: dgamma is taken with x
# hint: Which array does gamma multiply in the forward pass?
# loses: layernorm_backward/dgamma, rmsnorm_backward/dgamma, spatial_batchnorm_backward/dgamma,
#   spatial_groupnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.x), *right[2:]


(
    layernorm_backward,
    rmsnorm_backward,
    spatial_batchnorm_backward,
    spatial_groupnorm_backward,
) = backwards(gradients)


# %% dout_changed_in_place: the call multiplies dout by gamma where it lies
# hint: Does *= make a new array? Look at dout after the call.
# loses: layernorm_backward/inputs and cache left alone, rmsnorm_backward/inputs and cache left alone,
#   spatial_batchnorm_backward/inputs and cache left alone,
#   spatial_groupnorm_backward/inputs and cache left alone
def in_place(frame):
    def backward(dout, c):
        found = frame(dout, c)
        dout *= np.max(np.abs(c.gamma)) + 1.0
        return found

    return backward


layernorm_backward, rmsnorm_backward = in_place(frame_layernorm_backward), in_place(frame_rmsnorm_backward)
spatial_batchnorm_backward = in_place(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = in_place(frame_spatial_groupnorm_backward)


# %% dx_with_gamma_twice: gamma enters dx twice
# hint: Count how often gamma is multiplied in on the way back.
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma**2
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dx_without_gamma: gamma is left out of dx
# hint: What multiplies x_hat on its way out?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    centre = mean(c, dout) if np.any(c.mean) else 0.0
    return (dout - centre - c.x_hat * mean(c, dout * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% factor_of_two: the gradient through the spread is twice what it should be
# hint: The square has a factor 2 in its derivative, and the root one of a half. Are both there?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - 2 * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% gamma_outside_the_sums: gamma stands in front of the sums, and the sums are taken without it
# hint: In batch norm, gamma is a constant along the sum. Is it here?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    centre = mean(c, dout) if np.any(c.mean) else 0.0
    return c.gamma * (dout - centre - c.x_hat * mean(c, dout * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, _, spatial_groupnorm_backward = with_dx(dx)


# %% mean_road_along_columns: the gradient through the mean is summed along the columns
# hint: Every sum has to change its axis. Did one of them stay behind?
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - d.mean(axis=0) - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, _, _ = with_dx(dx)


# %% mean_road_missing: no gradient reaches x through the mean
# hint: Add a constant to all numbers that share a mean: out stays. What must their dx add up to?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% number_of_rows_for_features: the sums of dx are divided by the number of rows
# hint: How many numbers were averaged?
# loses: layernorm_backward/dx, rmsnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    share = c.count / len(dout)
    return (d - share * (centre + c.x_hat * mean(c, d * c.x_hat))) / c.std


layernorm_backward, rmsnorm_backward, _, _ = with_dx(dx)


# %% parameter_gradients_along_rows: dgamma and dbeta are summed along the rows
# hint: The statistics belong to rows now. Whom do gamma and beta belong to?
# loses: layernorm_backward/dgamma, layernorm_backward/dbeta, rmsnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], np.sum(dout * c.x_hat, axis=1), *[np.sum(dout, axis=1)][: len(right) - 2]


layernorm_backward, rmsnorm_backward, _, _ = backwards(gradients)


# %% parameter_gradients_averaged: dgamma and dbeta are averaged over the places that they serve
# hint: The changes of the loss add up. Does anything in the chain rule divide them by their number?
# loses: layernorm_backward/dgamma, layernorm_backward/dbeta, spatial_batchnorm_backward/dgamma,
#   spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dgamma, spatial_groupnorm_backward/dbeta
def gradients(c, dout, right):
    places = dout.size // right[1].size
    return right[0], right[1] / places, right[2] / places


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% parameter_gradients_keep_an_axis: the gradients of the parameters keep an axis of length one
# hint: Your numbers are fine. A gradient has the shape of what it belongs to: what would gamma look like after
#   an update?
# loses: layernorm_backward/shapes, rmsnorm_backward/shapes, spatial_batchnorm_backward/shapes
def keep_an_axis(frame):
    def backward(dout, c):
        dx, *others = frame(dout, c)
        return dx, *(one[np.newaxis] for one in others)

    return backward


layernorm_backward = keep_an_axis(frame_layernorm_backward)
rmsnorm_backward = keep_an_axis(frame_rmsnorm_backward)
spatial_batchnorm_backward = keep_an_axis(frame_spatial_batchnorm_backward)


# %% parameter_gradients_not_summed: dgamma and dbeta are not summed over the examples
# hint: One gamma serves all examples. What happens to the gradients that come back to it from each?
# loses: layernorm_backward/dgamma, layernorm_backward/dbeta, rmsnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], dout * c.x_hat, *[dout.copy()][: len(right) - 2]


layernorm_backward, rmsnorm_backward, _, _ = backwards(gradients)


# %% sign_of_the_spread_road: the gradient through the spread has the wrong sign
# hint: With more spread, is the output larger or smaller?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre + c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_road_along_columns: the gradient through the spread is summed along the columns
# hint: Every sum has to change its axis. Did one of them stay behind?
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * np.mean(d * c.x_hat, axis=0)) / c.std


layernorm_backward, _, _, _ = with_dx(dx)


# %% spread_road_missing: no gradient reaches x through the spread
# hint: x reaches the output by three paths. Your gradient does not follow one of them.
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% statistics_held_constant: the statistics are taken for constants
# hint: Nudge one number. Do only its own output and its own dx answer, or do those that share its statistics
#   move as well?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    return dout * c.gamma / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% sums_along_columns: all sums of dx run along the columns, as in batch norm
# hint: Which numbers share a mean now? The sums of dx run over the same ones.
# loses: layernorm_backward/dx, rmsnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = d.mean(axis=0) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * np.mean(d * c.x_hat, axis=0)) / c.std


layernorm_backward, rmsnorm_backward, _, _ = with_dx(dx)


# %% sums_not_divided: the sums of the statistics are not divided by the number of values
# hint: How much of the mean does one number own? Does your error grow with the size?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - c.count * (centre + c.x_hat * mean(c, d * c.x_hat))) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% x_in_the_projection: x stands where x_hat belongs
# hint: Work in units: x_hat has none. Which of your terms has one too many?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x * mean(c, d * c.x)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
