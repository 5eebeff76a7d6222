"""Known mistakes of spatial_batchnorm_forward."""

import numpy as np


# %% batch_statistics_in_test_mode: test mode takes the statistics of its batch
# hint: Run one image alone in test mode, then in company. Is its output the same?
# loses: spatial_batchnorm_forward/test output
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        out = c.gamma * c.x_hat + c.beta
    return out, c


# %% constant_channel_guarded: a recorded variance of zero is replaced by one
# hint: What is the variance of a channel that never changes, and what should be recorded of it? eps is there to
#   protect the division.
# loses: spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param["running_var"] += (1 - c.momentum) * (c.var.ravel() == 0)
    return out, c


# %% deviation_recorded: running_var holds the standard deviation instead of the variance
# hint: What is the name of the key?
# loses: spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param["running_var"] = c.momentum * c.old[1] + (1 - c.momentum) * np.sqrt(c.var).ravel()
    return out, c


# %% divided_by_variance_in_test_mode: test mode divides by the recorded variance, without its root
# hint: Which quantity has the unit of x?
# loses: spatial_batchnorm_forward/test output
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = c.gamma * (x - mean) / (var + c.eps) + c.beta
    return out, c


# %% each_image_alone: each image has statistics of its own
# hint: That is instance norm. Which other numbers share a channel's mean in batch norm?
# loses: spatial_batchnorm_forward/output, spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        mean, var = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
        for key, old, new in zip(RUNNING, c.old, (mean, var), strict=True):
            bn_param[key] = c.momentum * old + (1 - c.momentum) * new.mean(axis=(0, 2, 3))
        out = c.gamma * (x - mean) / np.sqrt(var + c.eps) + c.beta
    return out, c


# %% each_pixel_alone: each pixel has statistics of its own, taken over the batch only
# hint: How many means are there for C channels?
# loses: spatial_batchnorm_forward/output, spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        found = x.mean(axis=0), x.var(axis=0)  # (C, H, W)
        for key, new in zip(RUNNING, found, strict=True):
            bn_param[key] = (1 - c.momentum) * new
        out = c.gamma * (x - found[0]) / np.sqrt(found[1] + c.eps) + c.beta
    return out, c


# %% eps_added_twice_in_test_mode: test mode adds eps twice
# hint: The two modes differ only in which statistics they use. What else differs in yours?
# loses: spatial_batchnorm_forward/eps
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = c.gamma * (x - mean) / np.sqrt(var + 2 * c.eps) + c.beta
    return out, c


# %% eps_hard_coded_in_test_mode: eps is always {EPS} in test mode, whatever the caller passes
# hint: The two modes differ only in which statistics they use. What else differs in yours?
# loses: spatial_batchnorm_forward/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = c.gamma * (x - mean) / np.sqrt(var + EPS) + c.beta
    return out, c


# %% eps_missing_in_test_mode: eps is missing in test mode
# hint: The two modes differ only in which statistics they use. What else differs in yours?
# loses: spatial_batchnorm_forward/eps
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = c.gamma * (x - mean) / np.sqrt(var) + c.beta
    return out, c


# %% eps_outside_root_in_test_mode: eps stands outside the root in test mode
# hint: The two modes differ only in which statistics they use. What else differs in yours?
# loses: spatial_batchnorm_forward/eps
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = c.gamma * (x - mean) / (np.sqrt(var) + c.eps) + c.beta
    return out, c


# %% eps_recorded: eps is part of the recorded variance
# hint: eps protects a division. Does the running variance divide anything?
# loses: spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param["running_var"] += (1 - c.momentum) * c.eps
    return out, c


# %% height_and_width_swapped: height and width come back in the other order
# hint: Write down the order of the axes after each transpose. Does the last one undo the first?
# loses: spatial_batchnorm_forward/output, spatial_batchnorm_forward/test output
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    return out.transpose(0, 1, 3, 2), c


# %% momentum_hard_coded: momentum is always 0.9, whatever the caller passes
# hint: The caller passed another momentum. Do you read it?
# loses: spatial_batchnorm_forward/momentum
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        for key, old, new in zip(RUNNING, c.old, (c.mean, c.var), strict=True):
            bn_param[key] = 0.9 * old + 0.1 * new.ravel()
    return out, c


# %% momentum_swapped: the weights of the old average and of the batch have changed places
# hint: With momentum 0.9, how much of the old average survives?
# loses: spatial_batchnorm_forward/momentum
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        for key, old, new in zip(RUNNING, c.old, (c.mean, c.var), strict=True):
            bn_param[key] = (1 - c.momentum) * old + c.momentum * new.ravel()
    return out, c


# %% no_gamma_and_beta_in_test_mode: test mode leaves out gamma and beta
# hint: What was learned still counts in use. Where does it enter?
# loses: spatial_batchnorm_forward/test output
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
        out = (x - mean) / np.sqrt(var + c.eps)
    return out, c


# %% record_keeps_axes: the running averages keep axes of length one
# hint: Your numbers are fine. Which shape do the running averages have in the table of keys?
# loses: spatial_batchnorm_forward/shapes
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        for key, old, new in zip(RUNNING, c.old, (c.mean, c.var), strict=True):
            bn_param[key] = c.momentum * old[:, np.newaxis, np.newaxis] + (1 - c.momentum) * new
    return out, c


# %% record_moves_in_test_mode: test mode moves the running averages too
# hint: Should looking at test data change the model?
# loses: spatial_batchnorm_forward/record left alone in test mode
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        for key, old, new in zip(RUNNING, c.old, (c.mean, c.var), strict=True):
            bn_param[key] = c.momentum * old + (1 - c.momentum) * new.ravel()
    return out, c


# %% record_never_moves: the running averages are never updated
# hint: Print the running averages before and after a call. Do you write them back under their keys?
# loses: spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param.update(zip(RUNNING, c.old, strict=True))
    return out, c


# %% record_normalizes_in_training: the running averages normalise in training too
# hint: Which statistics does training use, and which are only recorded?
# loses: spatial_batchnorm_forward/output
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    _, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    mean, var = (old[:, np.newaxis, np.newaxis] for old in c.old)
    return c.gamma * (x - mean) / np.sqrt(var + c.eps) + c.beta, c


# %% record_overwritten: the batch's statistics replace the running averages
# hint: Of the old average, what share should survive a batch?
# loses: spatial_batchnorm_forward/momentum
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param.update(running_mean=c.mean.ravel(), running_var=c.var.ravel())
    return out, c


# %% record_starts_at_one: a variance that was never recorded starts at one
# hint: PyTorch does that. Which start does the table of keys give?
# loses: spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train and not np.any(c.old[1]):
        bn_param["running_var"] += c.momentum
    return out, c


# %% recorded_variance_by_images: the recorded variance is divided by the number of images instead of the number
#   of values
# hint: How many numbers went into the sum of the squares?
# loses: spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        var = c.var.ravel() * c.count / len(x)
        bn_param["running_var"] = c.momentum * c.old[1] + (1 - c.momentum) * var
    return out, c


# %% recorded_variance_by_one_less: the recorded variance is divided by one less than the number of values
# hint: PyTorch does that. What does the contract here say?
# loses: spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        var = c.var.ravel() * c.count / (c.count - 1)
        bn_param["running_var"] = c.momentum * c.old[1] + (1 - c.momentum) * var
    return out, c


# %% reshaped_without_moving: x is reshaped to C columns before the channels are moved to the end
# hint: reshape never moves data. Which numbers stand in the first column of your table?
# loses: spatial_batchnorm_forward/output, spatial_batchnorm_forward/test output,
#   spatial_batchnorm_forward/running averages
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    _, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    table = x.reshape(-1, x.shape[1])
    found = (table.mean(axis=0), table.var(axis=0)) if c.train else c.old
    if c.train:
        for key, old, new in zip(RUNNING, c.old, found, strict=True):
            bn_param[key] = c.momentum * old + (1 - c.momentum) * new
    out = gamma * (table - found[0]) / np.sqrt(found[1] + c.eps) + beta
    return out.reshape(x.shape), c


# %% table_not_moved_back: the table is reshaped to images before the channels are moved back
# hint: You moved the channels to the end. Where are they when you reshape, and which step undoes the move?
# loses: spatial_batchnorm_forward/output, spatial_batchnorm_forward/test output
def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    return out.transpose(0, 2, 3, 1).reshape(x.shape), c
