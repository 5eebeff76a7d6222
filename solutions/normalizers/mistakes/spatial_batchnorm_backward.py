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
