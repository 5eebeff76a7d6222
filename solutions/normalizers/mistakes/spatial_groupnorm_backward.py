"""Known mistakes of spatial_groupnorm_backward."""

import numpy as np


# %% count_of_a_channel: the sums of dx are divided by the number of pixels, without the channels of the group
# hint: How many numbers share a mean in one group?
# loses: spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    channels = c.x.shape[2]
    return (d - channels * (mean(c, d) + c.x_hat * mean(c, d * c.x_hat))) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% parameter_gradients_flat: dgamma and dbeta have the shape (C,)
# hint: Your numbers are fine. Which shape does gamma have here?
# loses: spatial_groupnorm_backward/shapes
def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    return dx, dgamma.ravel(), dbeta.ravel()


# %% parameter_gradients_per_group: dgamma and dbeta are summed over the channels of a group
# hint: Statistics belong to groups. Whom do gamma and beta belong to?
# loses: spatial_groupnorm_backward/dgamma, spatial_groupnorm_backward/dbeta
def spatial_groupnorm_backward(dout, cache):
    dx, _, _ = frame_spatial_groupnorm_backward(dout, cache)
    d = dout.reshape(cache.x.shape)
    return dx, np.sum(d * cache.x_hat, axis=(0, 2, 3, 4)), np.sum(d, axis=(0, 2, 3, 4))


# %% sums_over_each_channel: the sums of dx run over each channel alone
# hint: Over which axes did you take the mean in the forward pass?
# loses: spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": (3, 4), "keepdims": True}
    return (d - d.mean(**over) - c.x_hat * np.mean(d * c.x_hat, **over)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% sums_over_strided_groups: the groups of the backward pass are not those of the forward pass
# hint: Which channels are in the first group, in either pass?
# loses: spatial_groupnorm_backward/dx
def spatial_groupnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    (N, G, size, H, W), C = cache.x.shape, dout.shape[1]
    over = {"axis": (1, 3, 4), "keepdims": True}
    d = (dout * cache.gamma.reshape(1, C, 1, 1)).reshape(N, size, G, H, W)
    h = cache.x_hat.reshape(N, size, G, H, W)
    rest = d - d.mean(**over) - h * np.mean(d * h, **over)
    inv_std = np.repeat(1 / cache.std.reshape(N, G), size, axis=1)
    return rest.reshape(dout.shape) * inv_std.reshape(N, C, 1, 1), dgamma, dbeta


# %% sums_over_the_batch_too: the sums of dx run over all images of the batch
# hint: Change dout in one image. Does dx of another move, and should it?
# loses: spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": (0, 2, 3, 4), "keepdims": True}
    return (d - d.mean(**over) - c.x_hat * np.mean(d * c.x_hat, **over)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% group_sums_over_other_axes: the means of dx run over the axes {AXES} of the array (N, G, C // G, H, W)
# hint: Over which axes did you take the mean in the forward pass?
# loses: spatial_groupnorm_backward/dx
# each: AXES = (2,), (3,), (4,), (2,3), (2,4), (1,2,3,4), (1,3,4), (1,2), (0,), (1,), (0,3,4), (0,2),
#   (0,1,3,4), (0,1,2)
def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": AXES, "keepdims": True}
    return (d - np.mean(d, **over) - c.x_hat * np.mean(d * c.x_hat, **over)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% group_sums_over_other_axes_right_count: the sums of dx run over the axes {AXES} of the array (N, G, C //
#   G, H, W), and are divided by the size of a group
# hint: Over which axes did you take the mean in the forward pass?
# loses: spatial_groupnorm_backward/dx
# each: AXES = (3,4), (2,), (2,3), (2,4), (1,2,3,4), (1,3,4), (0,2,3,4), (0,3,4), (1,), (0,)
def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": AXES, "keepdims": True}
    return (d - (np.sum(d, **over) + c.x_hat * np.sum(d * c.x_hat, **over)) / c.count) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% another_size_of_a_group: the sums of dx are divided by the number of entries along the axes {AXES} of the
#   array (N, G, C // G, H, W)
# hint: How many numbers share a mean? Count the entries along the axes that the sum runs over.
# loses: spatial_groupnorm_backward/dx
# each: AXES = (2,), (0,), (1,), (1,2), (1,2,3,4), (0,3,4), (0,1,2), (1,3,4), (0,2,3,4), (2,3), (2,4), (0,1),
#   (0,1,2,3,4)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return (d - share * (mean(c, d) + c.x_hat * mean(c, d * c.x_hat))) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% group_parameter_gradients_over_other_axes: dgamma and dbeta are summed over the axes {AXES} of the images,
#   as if they were others
# hint: One gamma serves every pixel of its channel, in all images. Which axes does that leave out?
# loses: spatial_groupnorm_backward/dgamma, spatial_groupnorm_backward/dbeta
# each: AXES = (2,3), (1,2,3), (0,2), (0,3), (0,1), (1,), (0,1,2), (1,2)
def spatial_groupnorm_backward(dout, cache):
    dx, _, _ = frame_spatial_groupnorm_backward(dout, cache)
    return dx, np.sum(dout * cache.x_hat.reshape(dout.shape), axis=AXES), np.sum(dout, axis=AXES)


# %% backward_groups_of_g_channels: the groups of the backward pass have G channels each
# hint: Is G the number of groups, or the number of channels in one, and is it the same in both passes?
# loses: spatial_groupnorm_backward/dx
def spatial_groupnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    (N, G, size, H, W), C = cache.x.shape, dout.shape[1]
    over = {"axis": (2, 3, 4), "keepdims": True}
    d = (dout * cache.gamma.reshape(1, C, 1, 1)).reshape(N, size, G, H, W)
    h = cache.x_hat.reshape(N, size, G, H, W)
    rest = d - d.mean(**over) - h * np.mean(d * h, **over)
    inv_std = np.repeat(1 / cache.std.reshape(N, G), size, axis=1)
    return rest.reshape(dout.shape) * inv_std.reshape(N, C, 1, 1), dgamma, dbeta


# %% first_gamma_of_each_group: dx is taken with the first gamma of each group
# hint: Statistics belong to groups. Whom do gamma and beta belong to?
# loses: spatial_groupnorm_backward/dx
def dx(c, dout):
    e = dout * c.gamma[:, :, :1]
    return (e - mean(c, e) - c.x_hat * mean(c, e * c.x_hat)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% gamma_in_another_order_in_dx: gamma meets the channels of dout in another order than that of the groups
# hint: The channels of a group are neighbours. Are their gammas neighbours too, in your arrangement?
# loses: spatial_groupnorm_backward/dx
def dx(c, dout):
    _, G, size, _, _ = c.x.shape
    e = dout * c.gamma.reshape(1, size, G, 1, 1).swapaxes(1, 2)
    return (e - mean(c, e) - c.x_hat * mean(c, e * c.x_hat)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% dx_reshaped_in_another_order: dx goes back to images with the channels of the groups in another order
# hint: Write down the order of the axes before each reshape. Is it the one in which the images are kept?
# loses: spatial_groupnorm_backward/dx
def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    return np.reshape(dx.reshape(cache.x.shape).swapaxes(1, 2), dout.shape), dgamma, dbeta


# %% group_dx_with_height_and_width_swapped: height and width of dx come back in the other order, its numbers
#   in a new place
# hint: Write down the order of the axes before each reshape. Is it the one in which the images are kept?
# loses: spatial_groupnorm_backward/dx
def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    return np.reshape(dx.swapaxes(2, 3), dout.shape), dgamma, dbeta


# %% dx_of_channels_last: dx goes back to images from an array whose channels are at the end
# hint: Write down the order of the axes before each reshape. Is it the one in which the images are kept?
# loses: spatial_groupnorm_backward/dx
def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    return np.reshape(dx.transpose(0, 2, 3, 1), dout.shape), dgamma, dbeta


# %% dx_left_in_groups: dx comes back in the shape of the groups
# hint: Your numbers are fine. Which shape does x have?
# loses: spatial_groupnorm_backward/dx
def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    return dx.reshape(cache.x.shape), dgamma, dbeta


# %% group_mean_path_by_another_number: the part of dx that comes through the mean is divided by the number of
#   entries along the axes {AXES} of the array (N, G, C // G, H, W)
# hint: How many numbers share a mean? Count the entries along the axes that the sum runs over.
# loses: spatial_groupnorm_backward/dx
# each: AXES = (3,4), (2,), (0,), (1,2,3,4)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return (d - share * mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% group_spread_path_by_another_number: the part of dx that comes through the spread is divided by the number
#   of entries along the axes {AXES} of the array (N, G, C // G, H, W)
# hint: How many numbers share a mean? Count the entries along the axes that the sum runs over.
# loses: spatial_groupnorm_backward/dx
# each: AXES = (3,4), (2,), (0,), (1,2,3,4)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return (d - mean(c, d) - share * c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% group_first_term_times_another_number: the first term of the closed form is multiplied by the number of
#   entries along the axes {AXES} of the array (N, G, C // G, H, W)
# hint: All three terms are divided by the same number at the end. Which number makes up for it in the first
#   term?
# loses: spatial_groupnorm_backward/dx
# each: AXES = (3,4), (2,), (0,), (1,2,3,4)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return (d / share - mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% group_closed_form_divided_by_another_number: the closed form has the right number of values in its
#   bracket, and is divided by the number of entries along the axes {AXES} of the array (N, G, C // G, H, W)
# hint: All three terms are divided by the same number at the end. Is it the one that multiplies the first
#   term?
# loses: spatial_groupnorm_backward/dx
# each: AXES = (3,4), (2,), (0,), (1,2,3,4)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return share * (d - mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% staged_group_sums_over_other_axes: the gradients of the mean and the variance are summed over the
#   axes {AXES} of the array (N, G, C // G, H, W)
# hint: Over which axes did you take the mean in the forward pass?
# loses: spatial_groupnorm_backward/dx
# each: AXES = (0,), (1,), (1,3,4), (1,2,3,4), (0,2,3,4)
def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": AXES, "keepdims": True}
    through_spread = c.xc * np.sum(d * c.xc, **over) / c.std**3
    return d / c.std - (np.sum(d / c.std, **over) + through_spread) / c.count


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% mean_gradient_over_each_channel: the gradient of the mean is summed over each channel alone
# hint: Over which axes did you take the mean in the forward pass? Every sum of dx runs over the same.
# loses: spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    through_mean = np.sum(d, axis=(3, 4), keepdims=True) / c.count
    return (d - through_mean - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% variance_gradient_over_each_channel: the gradient of the variance is summed over each channel alone
# hint: Over which axes did you take the mean in the forward pass? Every sum of dx runs over the same.
# loses: spatial_groupnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    through_spread = np.sum(d * c.x_hat, axis=(3, 4), keepdims=True) / c.count
    return (d - mean(c, d) - c.x_hat * through_spread) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)


# %% only_dgamma_flat: dgamma alone has the shape (C,)
# hint: Your numbers are fine. Which shape does gamma have here?
# loses: spatial_groupnorm_backward/shapes
def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    return dx, dgamma.ravel(), dbeta


# %% only_dbeta_flat: dbeta alone has the shape (C,)
# hint: Your numbers are fine. Which shape does beta have here?
# loses: spatial_groupnorm_backward/shapes
def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    return dx, dgamma, dbeta.ravel()
