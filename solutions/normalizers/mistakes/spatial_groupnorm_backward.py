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
