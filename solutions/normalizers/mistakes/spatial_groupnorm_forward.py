"""Known mistakes of spatial_groupnorm_forward."""

import numpy as np


# %% axes_of_length_one_added: out has axes of length one in front
# hint: Your numbers are fine. Where does each np.newaxis put its axis?
# loses: spatial_groupnorm_forward/shapes
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    out, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    return out[np.newaxis, np.newaxis, np.newaxis], c


# %% batch_in_the_group: the statistics of a group are taken over all images
# hint: Change one image. Does the output of another move?
# loses: spatial_groupnorm_forward/output
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    blocks = c.x
    mean, var = blocks.mean(axis=(0, 2, 3, 4), keepdims=True), blocks.var(axis=(0, 2, 3, 4), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c


# %% each_channel_alone_in_groups: each channel has statistics of its own, and the other channels of its group
#   do not count
# hint: That is instance norm. How many axes does your mean reduce, and how many numbers are in one group?
# loses: spatial_groupnorm_forward/output
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    blocks = c.x
    mean, var = blocks.mean(axis=(3, 4), keepdims=True), blocks.var(axis=(3, 4), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c


# %% each_pixel_of_a_group: each pixel of a group has statistics of its own
# hint: Over how many numbers do you average? Channels and pixels of a group share one mean.
# loses: spatial_groupnorm_forward/output
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    blocks = c.x
    mean, var = blocks.mean(axis=2, keepdims=True), blocks.var(axis=2, keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c


# %% gamma_in_another_order: gamma and beta meet the channels in another order than that of the groups
# hint: The channels of a group are neighbours. Are their gammas neighbours too, in your arrangement?
# loses: spatial_groupnorm_forward/output
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    C = x.shape[1]
    order = np.arange(C).reshape(C // G, G).T.ravel()
    return gamma[:, order] * c.x_hat.reshape(x.shape) + beta[:, order], c


# %% gamma_per_group: there is one gamma and one beta for each group
# hint: Statistics belong to groups. Whom do gamma and beta belong to?
# loses: spatial_groupnorm_forward/output
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    return (c.gamma[:, :, :1] * c.x_hat + c.beta[:, :, :1]).reshape(x.shape), c


# %% groups_ignored: all channels of an image share one mean, whatever G is
# hint: What does G = 1 mean, and does your function notice any other G?
# loses: spatial_groupnorm_forward/output
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    blocks = x
    mean, var = blocks.mean(axis=(1, 2, 3), keepdims=True), blocks.var(axis=(1, 2, 3), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c


# %% groups_of_g_channels: there are C // G groups of G channels each
# hint: Is G the number of groups, or the number of channels in one?
# loses: spatial_groupnorm_forward/output
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    N, C, H, W = x.shape
    blocks = x.reshape(N, C // G, G, H, W)
    mean, var = blocks.mean(axis=(2, 3, 4), keepdims=True), blocks.var(axis=(2, 3, 4), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c


# %% squeezed_at_the_edges: axes of length one are squeezed away, and there are some with G = 1 or G = C
# hint: squeeze removes every axis of length one. What are the lengths with one group, or with C?
# loses: spatial_groupnorm_forward/one group and C groups
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    out, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    if c.x.squeeze().ndim != 5:
        c.x.squeeze().mean(axis=(2, 3, 4))  # raises: an axis is gone
    return out, c


# %% strided_groups: a group takes every G-th channel instead of neighbours
# hint: Which channels are in the first group? Print their numbers after your reshape.
# loses: spatial_groupnorm_forward/output
def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    N, C, H, W = x.shape
    blocks = x.reshape(N, C // G, G, H, W)
    mean, var = blocks.mean(axis=(1, 3, 4), keepdims=True), blocks.var(axis=(1, 3, 4), keepdims=True)
    x_hat = ((blocks - mean) / np.sqrt(var + c.eps)).reshape(x.shape)
    return gamma * x_hat + beta, c
