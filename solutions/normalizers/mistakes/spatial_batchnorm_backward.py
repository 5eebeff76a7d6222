"""Known mistakes of spatial_batchnorm_backward."""

import numpy as np


# %% dx_reshaped_without_moving: dx goes back to images before its channels are moved back
# hint: reshape never moves data. Which step undoes the move of the channels?
# loses: spatial_batchnorm_backward/dx
def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    return dx.transpose(0, 2, 3, 1).reshape(dx.shape), dgamma, dbeta


# %% dx_with_height_and_width_swapped: height and width of dx come back in the other order
# hint: Write down the order of the axes after each transpose. Does the last one undo the first?
# loses: spatial_batchnorm_backward/dx
def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    return dx.transpose(0, 1, 3, 2), dgamma, dbeta


# %% integer_gradients: dgamma and dbeta are written into arrays of the type of gamma, which may be integer
# hint: What becomes of 0.7 when you write it into an array of integers?
# loses: spatial_batchnorm_backward/dgamma, spatial_batchnorm_backward/dbeta
def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    return dx, dgamma.astype(cache.gamma.dtype), dbeta.astype(cache.gamma.dtype)


# %% number_of_images_for_values: the sums of dx are divided by the number of images
# hint: How many numbers share a mean: as many as there are images?
# loses: spatial_batchnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / len(dout)
    return (d - share * (mean(c, d) + c.x_hat * mean(c, d * c.x_hat))) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% parameter_gradients_per_pixel: dgamma and dbeta are summed over the batch and not over the pixels
# hint: One gamma serves every pixel of its channel, too. What shape should its gradient have?
# loses: spatial_batchnorm_backward/dgamma, spatial_batchnorm_backward/dbeta, spatial_groupnorm_backward/dgamma,
#   spatial_groupnorm_backward/dbeta
def per_pixel(frame):
    def backward(dout, c):
        dx, _, _ = frame(dout, c)
        return dx, np.sum(dout * c.x_hat.reshape(dout.shape), axis=0), np.sum(dout, axis=0)

    return backward


spatial_batchnorm_backward = per_pixel(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = per_pixel(frame_spatial_groupnorm_backward)


# %% sums_over_each_image: the sums of dx run over each image alone
# hint: Over which axes did you take the mean in the forward pass?
# loses: spatial_batchnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": (2, 3), "keepdims": True}
    return (d - d.mean(**over) - c.x_hat * np.mean(d * c.x_hat, **over)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% sums_over_the_batch_only: the sums of dx run over the batch and not over the pixels
# hint: Over which axes did you take the mean in the forward pass?
# loses: spatial_batchnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - d.mean(axis=0) - c.x_hat * np.mean(d * c.x_hat, axis=0)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% sums_over_other_axes: the means of dx run over the axes {AXES} of the images
# hint: Over which axes did you take the mean in the forward pass?
# loses: spatial_batchnorm_backward/dx
# each: AXES = (0,2), (0,3), (1,2,3), (1,), (2,), (3,), (0,1), (1,2), (1,3), (0,1,2), (0,1,3)
def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": AXES, "keepdims": True}
    return (d - np.mean(d, **over) - c.x_hat * np.mean(d * c.x_hat, **over)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% sums_over_other_axes_right_count: the sums of dx run over the axes {AXES} of the images, and are divided
#   by N * H * W
# hint: Over which axes did you take the mean in the forward pass?
# loses: spatial_batchnorm_backward/dx
# each: AXES = (0,), (2,3), (0,2), (0,3), (1,2,3), (1,), (2,), (3,)
def dx(c, dout):
    d = dout * c.gamma
    over = {"axis": AXES, "keepdims": True}
    return (d - (np.sum(d, **over) + c.x_hat * np.sum(d * c.x_hat, **over)) / c.count) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% another_number_of_values: the sums of dx are divided by the number of entries along the axes {AXES} of the
#   images
# hint: How many numbers share a mean? Count the entries along the axes that the sum runs over.
# loses: spatial_batchnorm_backward/dx
# each: AXES = (2,3), (0,1), (1,), (0,2), (0,3), (2,), (3,), (1,2,3), (0,1,2,3)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return (d - share * (mean(c, d) + c.x_hat * mean(c, d * c.x_hat))) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% parameter_gradients_over_other_axes: dgamma and dbeta are summed over the axes {AXES} of the images
# hint: One gamma serves every pixel of its channel, in all images. Which axes does that leave out?
# loses: spatial_batchnorm_backward/dgamma, spatial_batchnorm_backward/dbeta
# each: AXES = (2,3), (1,2,3), (0,2), (0,3), (0,1), (1,), (0,1,2), (1,2)
def spatial_batchnorm_backward(dout, cache):
    dx, _, _ = frame_spatial_batchnorm_backward(dout, cache)
    return dx, np.sum(dout * cache.x_hat.reshape(dout.shape), axis=AXES), np.sum(dout, axis=AXES)


# %% dout_reshaped_without_moving: dout becomes a table before its channels are moved to the end
# hint: reshape never moves data. Which numbers of dout stand in the first column of your table?
# loses: spatial_batchnorm_backward/dx, spatial_batchnorm_backward/dgamma, spatial_batchnorm_backward/dbeta
def spatial_batchnorm_backward(dout, cache):
    table = dout.reshape(-1, dout.shape[1])
    moved = np.moveaxis(table.reshape(*dout.transpose(0, 2, 3, 1).shape), 3, 1)
    return frame_spatial_batchnorm_backward(moved, cache)


# %% dout_and_dx_reshaped_without_moving: dout becomes a table, and dx becomes images, without a move of the
#   channels
# hint: reshape never moves data. Which numbers of dout stand in the first column of your table?
# loses: spatial_batchnorm_backward/dx, spatial_batchnorm_backward/dgamma, spatial_batchnorm_backward/dbeta
def spatial_batchnorm_backward(dout, cache):
    table = dout.reshape(-1, dout.shape[1])
    moved = np.moveaxis(table.reshape(*dout.transpose(0, 2, 3, 1).shape), 3, 1)
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(moved, cache)
    return np.moveaxis(dx, 1, 3).reshape(dout.shape), dgamma, dbeta


# %% dx_with_channels_last: dx comes back with its channels at the end
# hint: Your numbers are fine. Which step of the forward pass moved the channels, and which one of the backward
#   pass undoes it?
# loses: spatial_batchnorm_backward/dx
def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    return dx.transpose(0, 2, 3, 1), dgamma, dbeta


# %% dx_with_images_and_channels_swapped: dx goes back to images from a table of C rows, as if its first axis
#   were that of the images
# hint: Write down what each axis of the table stands for. What does reshape make of its first one?
# loses: spatial_batchnorm_backward/dx
def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    return dx.transpose(1, 0, 2, 3).reshape(dx.shape), dgamma, dbeta


# %% dx_with_pixels_in_another_order: the pixels of dx come back in another order, from a table that was taken
#   for one of width before height
# hint: Write down the order of the axes before each reshape. Is it the one in which the table was made?
# loses: spatial_batchnorm_backward/dx
def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    N, C, H, W = dx.shape
    return dx.transpose(0, 2, 3, 1).reshape(N, W, H, C).transpose(0, 3, 2, 1), dgamma, dbeta


# %% dx_with_pixels_before_images: dx comes back from a table that was taken for one of pixels before images
# hint: Write down the order of the axes before each reshape. Is it the one in which the table was made?
# loses: spatial_batchnorm_backward/dx
def spatial_batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_batchnorm_backward(dout, cache)
    N, C, H, W = dx.shape
    return dx.transpose(0, 2, 3, 1).reshape(H, W, N, C).transpose(2, 3, 0, 1), dgamma, dbeta


# %% dout_with_pixels_in_another_order: dout becomes a table with width before height, and x with height before
#   width
# hint: Write down the order of the axes after each transpose. Is it the same for x and for dout?
# loses: spatial_batchnorm_backward/dx, spatial_batchnorm_backward/dgamma
def spatial_batchnorm_backward(dout, cache):
    N, C, H, W = dout.shape
    moved = dout.transpose(0, 3, 2, 1).reshape(N, H, W, C).transpose(0, 3, 1, 2)
    return frame_spatial_batchnorm_backward(moved, cache)


# %% running_averages_in_backward: the backward pass uses the running averages
# hint: Which statistics normalised this batch on the way forward? The way back leads through the same ones.
# loses: spatial_batchnorm_backward/dx
def dx(c, dout):
    new = (c.mean, c.var)
    means = [
        c.momentum * old[:, None, None] + (1 - c.momentum) * now for old, now in zip(c.old, new, strict=True)
    ]
    d, std = dout * c.gamma, np.sqrt(means[1] + c.eps)
    h = (c.x - means[0]) / std
    return (d - mean(c, d) - h * mean(c, d * h)) / std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% mean_path_by_another_number: the part of dx that comes through the mean is divided by the number of
#   entries along the axes {AXES} of the images
# hint: How many numbers share a mean? Count the entries along the axes that the sum runs over.
# loses: spatial_batchnorm_backward/dx
# each: AXES = (0,), (2,3), (1,), (0,1)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return (d - share * mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% spread_path_by_another_number: the part of dx that comes through the spread is divided by the number of
#   entries along the axes {AXES} of the images
# hint: How many numbers share a mean? Count the entries along the axes that the sum runs over.
# loses: spatial_batchnorm_backward/dx
# each: AXES = (0,), (2,3), (1,), (0,1)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return (d - mean(c, d) - share * c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% first_term_times_another_number: the first term of the closed form is multiplied by the number of entries
#   along the axes {AXES} of the images
# hint: All three terms are divided by the same number at the end. Which number makes up for it in the first
#   term?
# loses: spatial_batchnorm_backward/dx
# each: AXES = (0,), (2,3), (1,), (0,1)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return (d / share - mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)


# %% closed_form_divided_by_another_number: the closed form has the right number of values in its bracket, and
#   is divided by the number of entries along the axes {AXES} of the images
# hint: All three terms are divided by the same number at the end. Is it the one that multiplies the first
#   term?
# loses: spatial_batchnorm_backward/dx
# each: AXES = (0,), (2,3), (1,), (0,1)
def dx(c, dout):
    d = dout * c.gamma
    share = c.count / np.prod([dout.shape[axis] for axis in AXES])
    return share * (d - mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)
