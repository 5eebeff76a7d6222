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


# %% backward_default_eps: the backward pass uses {EPS}, whatever eps the forward pass was given
# hint: Where does your backward pass get its eps from? What can the cache carry?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def dx(c, dout):
    d = dout * c.gamma
    std = np.sqrt(c.var + EPS)
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


# %% only_the_mean_path: dx holds only the part that comes through the mean
# hint: Where paths meet, gradients add up. Does a later line of yours replace what an earlier one put into dx?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return -mean(c, d) / c.std + 0 * d


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% only_the_spread_path: dx holds only the part that comes through the spread
# hint: Where paths meet, gradients add up. Does a later line of yours replace what an earlier one put into dx?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return -c.x_hat * mean(c, d * c.x_hat) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% direct_path_missing: dx lacks the part that comes directly from out
# hint: x reaches the output by three paths: directly, through the mean, through the spread. Which of them do
#   you travel?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return -(mean(c, d) + c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% sign_of_the_mean_path: the gradient through the mean has the wrong sign
# hint: When the mean grows, do the centred values get larger or smaller?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d + mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% signs_of_both_paths: the gradients through the mean and through the spread both have the wrong sign
# hint: When the mean or the spread grows, do the normalised values get larger or smaller?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d + mean(c, d) + c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% sign_of_dx: dx has the wrong sign as a whole
# hint: Let one x grow a little. Does its own output get larger or smaller?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return -(d - mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% factor_of_a_half: the gradient through the spread is half of what it should be
# hint: The square has a factor 2 in its derivative, and the root one of a half. Are both there?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - 0.5 * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% mean_path_not_divided: the part of dx that comes through the mean is not divided by the number of values
# hint: How much of the mean does one number own? Does your error grow with the size?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - c.count * mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_not_divided: the part of dx that comes through the spread is not divided by the number of
#   values
# hint: How much of the mean does one number own? Does your error grow with the size?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.count * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% one_less_in_backward: the sums of dx are divided by one less than the number of values
# hint: Which divisor do the mean and the variance of your forward pass have?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    share = c.count / (c.count - 1)
    return (d - share * (centre + c.x_hat * mean(c, d * c.x_hat))) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% mean_gradient_not_summed: the gradient of the mean is not summed over the numbers that share it
# hint: One number was handed out to many. What happens to the gradients that come back to it?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - d / c.count - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_gradient_not_summed: the gradient of the spread is not summed over the numbers that share it
# hint: One number was handed out to many. What happens to the gradients that come back to it?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * d * c.x_hat / c.count) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% no_gradient_summed: each number of dx follows its own output only, as if no x moved any other
# hint: One output depends on all numbers of its set. When you nudge one x, how many outputs move?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - d / c.count - c.x_hat * d * c.x_hat / c.count) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dout_not_times_the_count: the first term of the closed form lacks its factor, the number of values
# hint: All three terms are divided by the number of values at the end. Which of them has no sum that makes up
#   for it?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d / c.count - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% closed_form_not_divided: dx as a whole is too large by the number of values
# hint: Repeat every number of a set once more, dout as well. Should the entries of dx double in size?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return c.count * (d - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% closed_form_divided_twice: dx as a whole is divided once more by the number of values
# hint: Repeat every number of a set once more, dout as well. Should the entries of dx become half as large?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std / c.count


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dx_divided_by_the_variance: dx is divided by the variance and not by its root
# hint: Work in units: double x, and the gradient should halve. What does yours do?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std**2


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dx_multiplied_by_the_root: dx is multiplied by the root where it should be divided by it
# hint: Work in units: double x, and the gradient should halve. What does yours do?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) * c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dx_multiplied_by_the_variance: dx is multiplied by the variance where it should be divided by its root
# hint: Work in units: double x, and the gradient should halve. What does yours do?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) * c.std**2


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dx_not_divided_by_the_root: dx is not divided by the root
# hint: Work in units: double x, and the gradient should halve. What does yours do?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) * 1.0


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% gamma_missing_in_first_term: gamma multiplies the sums of dx and not its first term
# hint: All paths pass the product with gamma first. Do all of your terms carry it?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (dout - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% gamma_in_first_term_only: gamma multiplies only the first term of dx
# hint: All paths pass the product with gamma first. Do all of your terms carry it?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, dout) - c.x_hat * mean(c, dout * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% gamma_missing_in_mean_path: gamma is missing from the part of dx that comes through the mean
# hint: All paths pass the product with gamma first. Do all of your terms carry it?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, dout) - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% gamma_missing_in_spread_path: gamma is missing from the part of dx that comes through the spread
# hint: All paths pass the product with gamma first. Do all of your terms carry it?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, dout * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% gamma_in_the_sums_and_in_front: gamma stands in the sums of dx and once more in front of them
# hint: Count how often gamma is multiplied in on the way back.
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return c.gamma * (d - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, _, spatial_groupnorm_backward = with_dx(dx)


# %% divided_by_gamma: dout is divided by gamma on its way to dx
# hint: The forward pass multiplies by gamma. What is the slope of a product with gamma?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    e = dout / c.gamma
    centre = mean(c, e) if np.any(c.mean) else 0.0
    return (e - centre - c.x_hat * mean(c, e * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% beta_for_gamma_in_dx: beta stands in dx where gamma belongs
# hint: Which of the two multiplies on the way forward, and which is added?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    e = dout * c.beta
    return (e - mean(c, e) - c.x_hat * mean(c, e * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_root_too_large: the part of dx that comes through the spread is too large by the root of the
#   variance
# hint: Work in units: write down the power of the root in each of your factors. How many are there in all?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.std * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_variance_too_large: the part of dx that comes through the spread is too large by the variance
# hint: Work in units: write down the power of the root in each of your factors. How many are there in all?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.std**2 * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_root_too_small: the part of dx that comes through the spread is too small by the root of the
#   variance
# hint: Work in units: write down the power of the root in each of your factors. How many are there in all?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - 1 / c.std * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_variance_too_small: the part of dx that comes through the spread is too small by the variance
# hint: Work in units: write down the power of the root in each of your factors. How many are there in all?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - 1 / c.std**2 * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% mean_path_root_missing: the part of dx that comes through the mean is not divided by the root
# hint: Work in units: double x, and the gradient should halve. What does yours do?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - c.x_hat * mean(c, d * c.x_hat)) / c.std - mean(c, d)


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% mean_path_divided_by_variance: the part of dx that comes through the mean is divided by the variance and
#   not by its root
# hint: Work in units: double x, and the gradient should halve. What does yours do?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - c.x_hat * mean(c, d * c.x_hat)) / c.std - mean(c, d) / c.std**2


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% first_term_root_missing: the first term of dx is not divided by the root
# hint: Work in units: double x, and the gradient should halve. What does yours do?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return d - (centre + c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% x_hat_inside_the_sum: the last term of dx has its x_hat inside the sum, where it is squared
# hint: The last term takes away what lies along x_hat. Is it the same number throughout a set in your version?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - mean(c, d * c.x_hat**2)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% x_hat_lost_outside_the_sum: the last term of dx lacks its x_hat outside the sum
# hint: The last term takes away what lies along x_hat. Which direction does yours take away?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% x_hat_lost_inside_the_sum: the last term of dx lacks its x_hat inside the sum
# hint: How much of d lies along x_hat? Which product says that?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * mean(c, d)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% x_in_gradient_of_spread: x stands in the gradient of the spread where the centred x belongs
# hint: Add the same number to all of x. Should dx change? Look for a place where it does.
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * mean(c, d * c.x) / c.std) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% x_in_path_of_spread: x stands in the derivative of the variance where the centred x belongs
# hint: Add the same number to all of x. Should dx change? Look for a place where it does.
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x / c.std * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% x_outside_the_sum: x stands in front of the last sum of dx where x_hat belongs
# hint: Add the same number to all of x. Should dx change? Look for a place where it does.
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% x_inside_the_sum: x stands in the last sum of dx where x_hat belongs
# hint: Add the same number to all of x. Should dx change? Look for a place where it does.
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * mean(c, d * c.x)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% output_for_x_hat: the output stands in the last term of dx where x_hat belongs
# hint: Which array did gamma multiply? Is it the one that you kept?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    y = c.gamma * c.x_hat + c.beta
    return (d - mean(c, d) - y * mean(c, d * y)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% means_over_everything: the means in dx are taken over all numbers of the array
# hint: mean without an axis averages everything. Which numbers share a mean here?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - np.mean(d) - c.x_hat * np.mean(d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% sums_over_everything: the sums in dx are taken over all numbers of the array, and divided by the number of
#   values of one set
# hint: sum without an axis adds up everything. Which numbers share a mean here?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - (np.sum(d) + c.x_hat * np.sum(d * c.x_hat)) / c.count) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% mean_path_over_everything: the part of dx that comes through the mean is a mean over all numbers of the
#   array
# hint: mean without an axis averages everything. Which numbers share a mean here?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - np.mean(d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_over_everything: the part of dx that comes through the spread is a mean over all numbers of
#   the array
# hint: mean without an axis averages everything. Which numbers share a mean here?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * np.mean(d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% column_sums_by_features: all sums of dx run along the columns, and are divided by the number of features
# hint: Which numbers share a mean now? The sums of dx run over the same ones.
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - (np.sum(d, axis=0) + c.x_hat * np.sum(d * c.x_hat, axis=0)) / c.count) / c.std


layernorm_backward, _, _, _ = with_dx(dx)


# %% backward_eps_twice: the backward pass adds eps twice
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    std = np.sqrt(c.var + 2 * c.eps)
    h = c.xc / std
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% backward_eps_subtracted: the backward pass subtracts eps from the variance
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    std = np.sqrt(c.var - c.eps)
    h = c.xc / std
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - h * mean(c, d * h)) / std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% closed_form_without_eps: dx is divided by a root without eps, and x_hat is right
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) / np.sqrt(c.var)


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% closed_form_eps_outside_root: dx is divided by a root with eps beside it and not under it, and x_hat is
#   right
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) / (np.sqrt(c.var) + c.eps)


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% closed_form_eps_twice: dx is divided by a root that holds eps twice, and x_hat is right
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) / np.sqrt(c.var + 2 * c.eps)


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% closed_form_eps_hard_coded: dx is divided by a root with eps = {EPS}, whatever the forward pass was given,
#   and x_hat is right
# hint: The forward pass knows which eps it was given. How does the backward pass learn it?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) / np.sqrt(c.var + EPS)


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% eps_missing_in_spread_path: only the part of dx that comes through the spread leaves out eps
# hint: The root stands in several lines of yours. Is it the same root in all of them?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre) / c.std - c.xc * mean(c, d * c.xc) / c.var**1.5


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dgamma_without_eps: dgamma is taken with values that were normalised without eps
# hint: Which array does gamma multiply in the forward pass? Is it that very array, eps and all?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.xc / np.sqrt(c.var)), *right[2:]


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(
    gradients
)


# %% dgamma_with_eps_outside_root: dgamma is taken with values whose eps stood outside the root
# hint: Which array does gamma multiply in the forward pass? Is it that very array, eps and all?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.xc / (np.sqrt(c.var) + c.eps)), *right[2:]


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(
    gradients
)


# %% dgamma_with_hard_coded_eps: dgamma is taken with values that were normalised with eps = {EPS}, whatever
#   the forward pass was given
# hint: Which array does gamma multiply in the forward pass? Is it that very array, eps and all?
# loses: layernorm_backward/eps, rmsnorm_backward/eps, spatial_batchnorm_backward/eps,
#   spatial_groupnorm_backward/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.xc / np.sqrt(c.var + EPS)), *right[2:]


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(
    gradients
)


# %% only_dbeta_averaged: dbeta is averaged over the places that beta serves, and dgamma is summed
# hint: The changes of the loss add up. Does anything in the chain rule divide them by their number?
# loses: layernorm_backward/dbeta, spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dbeta
def gradients(c, dout, right):
    return right[0], right[1], right[2] * right[2].size / dout.size


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% only_dgamma_averaged: dgamma is averaged over the places that gamma serves, and dbeta is summed
# hint: The changes of the loss add up. Does anything in the chain rule divide them by their number?
# loses: layernorm_backward/dgamma, spatial_batchnorm_backward/dgamma, spatial_groupnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], right[1] * right[1].size / dout.size, right[2]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% dbeta_with_gamma: dbeta is multiplied by gamma
# hint: beta is added after the product with gamma. Does its gradient pass that product?
# loses: layernorm_backward/dbeta, spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dbeta
def gradients(c, dout, right):
    return right[0], right[1], over_places(c, dout * c.gamma)


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% dbeta_is_dgamma: dbeta is the same as dgamma
# hint: beta is added, gamma is multiplied. What does each of them meet in the forward pass?
# loses: layernorm_backward/dbeta, spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dbeta
def gradients(c, dout, right):
    return right[0], right[1], right[1]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% dgamma_is_dbeta: dgamma is the same as dbeta
# hint: beta is added, gamma is multiplied. What does each of them meet in the forward pass?
# loses: layernorm_backward/dgamma, spatial_batchnorm_backward/dgamma, spatial_groupnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], right[2], right[2]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)


# %% dgamma_divided_by_gamma: dgamma is divided by gamma
# hint: The output is linear in gamma. Can the slope depend on gamma?
# loses: layernorm_backward/dgamma, rmsnorm_backward/dgamma, spatial_batchnorm_backward/dgamma,
#   spatial_groupnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], right[1] / np.reshape(c.gamma, right[1].shape), *right[2:]


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(
    gradients
)


# %% sign_of_dgamma_and_dbeta: dgamma and dbeta have the wrong sign
# hint: Let gamma or beta grow a little. Does out move with it or against it, and how does dout weigh that?
# loses: layernorm_backward/dgamma, layernorm_backward/dbeta, rmsnorm_backward/dgamma,
#   spatial_batchnorm_backward/dgamma, spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dgamma,
#   spatial_groupnorm_backward/dbeta
def gradients(c, dout, right):
    return right[0], *(-one for one in right[1:])


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(
    gradients
)


# %% parameter_gradients_summed_over_everything: dgamma and dbeta are single numbers, summed over everything
# hint: sum without an axis adds up everything. How many gammas are there?
# loses: layernorm_backward/dgamma, layernorm_backward/dbeta, rmsnorm_backward/dgamma,
#   spatial_batchnorm_backward/dgamma, spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dgamma,
#   spatial_groupnorm_backward/dbeta
def gradients(c, dout, right):
    return right[0], np.sum(dout * c.x_hat), *[np.sum(dout)][: len(right) - 2]


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(
    gradients
)


# %% another_cache_expected: the backward pass unpacks another cache than the forward pass returns
# hint: How many values does the cache hold, and how many do you take out?
# loses: layernorm_backward/dx, layernorm_backward/dgamma, layernorm_backward/dbeta, rmsnorm_backward/dx,
#   rmsnorm_backward/dgamma, spatial_batchnorm_backward/dx, spatial_batchnorm_backward/dgamma,
#   spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dx, spatial_groupnorm_backward/dgamma,
#   spatial_groupnorm_backward/dbeta
def raising(frame):
    def backward(dout, cache):
        _, cache = cache, tuple(vars(cache).values())
        _, _, _ = cache  # three of the many that it holds
        return frame(dout, cache)

    return backward


layernorm_backward, rmsnorm_backward = raising(frame_layernorm_backward), raising(frame_rmsnorm_backward)
spatial_batchnorm_backward = raising(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = raising(frame_spatial_groupnorm_backward)


# %% numbers_of_sets_without_their_axes: an array meets means or roots that have lost the axes along which they
#   were taken
# hint: Print the shapes of the two arrays. Which axis does a mean lose without keepdims, and how does NumPy
#   align what is left?
# loses: layernorm_backward/dx, layernorm_backward/dgamma, layernorm_backward/dbeta, rmsnorm_backward/dx,
#   rmsnorm_backward/dgamma, spatial_batchnorm_backward/dx, spatial_batchnorm_backward/dgamma,
#   spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dx, spatial_groupnorm_backward/dgamma,
#   spatial_groupnorm_backward/dbeta
def raising(frame):
    def backward(dout, cache):
        dout.reshape(cache.x.shape) - cache.var.reshape([n for n in cache.var.shape if n > 1])
        return frame(dout, cache)

    return backward


layernorm_backward, rmsnorm_backward = raising(frame_layernorm_backward), raising(frame_rmsnorm_backward)
spatial_batchnorm_backward = raising(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = raising(frame_spatial_groupnorm_backward)


# %% numbers_of_sets_before_their_array: means or roots that have lost the axes along which they were taken
#   meet an array
# hint: Print the shapes of the two arrays. Which axis does a mean lose without keepdims, and how does NumPy
#   align what is left?
# loses: layernorm_backward/dx, layernorm_backward/dgamma, layernorm_backward/dbeta, rmsnorm_backward/dx,
#   rmsnorm_backward/dgamma, spatial_batchnorm_backward/dx, spatial_batchnorm_backward/dgamma,
#   spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dx, spatial_groupnorm_backward/dgamma,
#   spatial_groupnorm_backward/dbeta
def raising(frame):
    def backward(dout, cache):
        cache.var.reshape([n for n in cache.var.shape if n > 1]) * dout.reshape(cache.x.shape)
        return frame(dout, cache)

    return backward


layernorm_backward, rmsnorm_backward = raising(frame_layernorm_backward), raising(frame_rmsnorm_backward)
spatial_batchnorm_backward = raising(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = raising(frame_spatial_groupnorm_backward)


# %% zero_variance_guarded: a variance of zero is replaced by one in the backward pass
# hint: What is the variance of numbers that are all alike? eps is there to protect the division.
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat)) / np.sqrt(np.where(c.var == 0, 1.0, c.var) + c.eps)


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% mean_path_by_rows: the part of dx that comes through the mean is divided by the number of rows
# hint: How many numbers share a mean? Count the entries along the axes that the sum runs over.
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - c.count / len(d) * mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, _, _ = with_dx(dx)


# %% spread_path_by_rows: the part of dx that comes through the spread is divided by the number of rows
# hint: How many numbers share a mean? Count the entries along the axes that the sum runs over.
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.count / len(d) * c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, _, _ = with_dx(dx)


# %% first_term_times_rows: the first term of the closed form is multiplied by the number of rows
# hint: All three terms are divided by the same number at the end. Which number makes up for it in the first
#   term?
# loses: layernorm_backward/dx, rmsnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (len(d) / c.count * d - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, _, _ = with_dx(dx)


# %% closed_form_divided_by_rows: the closed form has the right number of values in its bracket, and is divided
#   by the number of rows
# hint: All three terms are divided by the same number at the end. Is it the one that multiplies the first
#   term?
# loses: layernorm_backward/dx, rmsnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return c.count / len(d) * (d - centre - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, rmsnorm_backward, _, _ = with_dx(dx)


# %% mean_path_along_columns_by_features: the part of dx that comes through the mean is summed along the
#   columns, and divided by the number of features
# hint: Which numbers share a mean now? The sums of dx run over the same ones.
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - np.sum(d, axis=0) / c.count - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, _, _ = with_dx(dx)


# %% mean_gradient_along_columns: the gradient of the mean is summed along the columns after the division by
#   the root
# hint: Which numbers share a mean now? The sums of dx run over the same ones.
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - c.x_hat * mean(c, d * c.x_hat)) / c.std - np.sum(d / c.std, axis=0) / c.count


layernorm_backward, _, _, _ = with_dx(dx)


# %% mean_gradient_averaged_along_columns: the gradient of the mean is averaged along the columns after the
#   division by the root
# hint: Which numbers share a mean now? The sums of dx run over the same ones.
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - c.x_hat * mean(c, d * c.x_hat)) / c.std - np.mean(d / c.std, axis=0)


layernorm_backward, _, _, _ = with_dx(dx)


# %% mean_path_divided_twice: the part of dx that comes through the mean is divided by the number of
#   values twice
# hint: The division by the number of values belongs to one step. Does np.mean stand where the other has it too?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) / c.count - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_divided_twice: the part of dx that comes through the spread is divided by the number of values
#   twice
# hint: The division by the number of values belongs to one step. Does np.mean stand where the other has it too?
# loses: layernorm_backward/dx, rmsnorm_backward/dx, spatial_batchnorm_backward/dx,
#   spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    centre = mean(c, d) if np.any(c.mean) else 0.0
    return (d - centre - c.x_hat * mean(c, d * c.x_hat) / c.count) / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% both_paths_divided_twice: the parts of dx that come through the mean and the spread are divided by
#   the number of values twice
# hint: The division by the number of values belongs to one step. Does np.mean stand where the other has it too?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - (mean(c, d) + c.x_hat * mean(c, d * c.x_hat)) / c.count) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% mean_gradient_summed_over_everything: the gradient of the mean is summed over all numbers
# hint: What does np.sum do without an axis, and how many means are there?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - c.x_hat * mean(c, d * c.x_hat)) / c.std - np.sum(d / c.std) / c.count


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_gradient_summed_over_everything: the gradient of the variance is summed over all numbers
# hint: What does np.sum do without an axis, and how many variances are there?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d)) / c.std - c.xc * np.sum(d * c.xc) / (c.count * c.std**3)


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% direct_path_divided_by_variance: the part of dx that comes directly from out is divided by the variance
# hint: What is x_hat divided by: the variance or its root?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return d / c.std**2 - (mean(c, d) + c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% direct_path_multiplied_by_root: the part of dx that comes directly from out is multiplied by the root
# hint: With more spread, does out follow x more closely or less?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return d * c.std - (mean(c, d) + c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% dx_divided_by_one_less: dx is divided by one less than the number of values
# hint: The forward pass divides by the number of values, not by one less. What undoes that?
# loses: layernorm_backward/dx, spatial_batchnorm_backward/dx, spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std * c.count / (c.count - 1)


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_eps: the gradient of the variance uses {EPS}, whatever eps the forward pass was given
# hint: Each power of the variance holds eps. Which eps does the one in the gradient of the variance hold?
# loses: layernorm_backward/eps, spatial_batchnorm_backward/eps, spatial_groupnorm_backward/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d)) / c.std - c.xc * mean(c, d * c.xc) * (c.var + EPS) ** -1.5


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_eps_twice: eps is added twice in the gradient of the variance
# hint: What does your cache hold: the variance, or the variance with eps?
# loses: layernorm_backward/eps, spatial_batchnorm_backward/eps, spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d)) / c.std - c.xc * mean(c, d * c.xc) * (c.var + 2 * c.eps) ** -1.5


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% spread_path_eps_outside_root: eps stands outside the root in the gradient of the variance
# hint: The backward pass undoes exactly the forward pass that you ran. Where did eps stand there?
# loses: layernorm_backward/eps, spatial_batchnorm_backward/eps, spatial_groupnorm_backward/eps
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d)) / c.std - c.xc * mean(c, d * c.xc) / (np.sqrt(c.var) + c.eps) ** 3


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)


# %% only_dgamma_keeps_an_axis: dgamma keeps an axis of length one
# hint: Your numbers are fine. Which shape does gamma have?
# loses: layernorm_backward/shapes, spatial_batchnorm_backward/shapes
def keep_an_axis(frame):
    def backward(dout, c):
        dx, dgamma, dbeta = frame(dout, c)
        return dx, dgamma[np.newaxis], dbeta

    return backward


layernorm_backward = keep_an_axis(frame_layernorm_backward)
spatial_batchnorm_backward = keep_an_axis(frame_spatial_batchnorm_backward)


# %% only_dbeta_keeps_an_axis: dbeta keeps an axis of length one
# hint: Your numbers are fine. Which shape does beta have?
# loses: layernorm_backward/shapes, spatial_batchnorm_backward/shapes
def keep_an_axis(frame):
    def backward(dout, c):
        dx, dgamma, dbeta = frame(dout, c)
        return dx, dgamma, dbeta[np.newaxis]

    return backward


layernorm_backward = keep_an_axis(frame_layernorm_backward)
spatial_batchnorm_backward = keep_an_axis(frame_spatial_batchnorm_backward)


# %% staged_sums_along_columns: the gradients of the mean and the variance are summed along the columns
# hint: Which numbers share a mean now? The gradients of their mean and variance run over the same ones.
# loses: layernorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    through_mean = np.sum(d / c.std, axis=0)
    through_spread = c.xc * np.sum(d * c.xc, axis=0) / c.std**3
    return d / c.std - (through_mean + through_spread) / c.count


layernorm_backward, _, _, _ = with_dx(dx)
