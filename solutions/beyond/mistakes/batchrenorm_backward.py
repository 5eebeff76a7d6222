"""Known mistakes of batchrenorm_backward."""

import numpy as np


# %% backward_by_variance: dx is divided by the variance
# hint: Stretch x by two: by what does its gradient change?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = dx / cache.sigma_batch
    return dx, dgamma, dbeta


# %% backward_cache_in_place: the cache is changed in place
# hint: Call it twice with the same cache. Which of its arrays has changed in between?
# loses: batchrenorm_backward/inputs and cache left alone
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    cache.right[0][...] *= 2.0
    return dx, dgamma, dbeta


# %% backward_dbeta_with_r: dbeta is multiplied by r
# hint: How far is the way from beta to the output?
# loses: batchrenorm_backward/dbeta
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dbeta = (dout * cache.r).sum(axis=0)
    return dx, dgamma, dbeta


# %% backward_default_eps: the backward pass uses the default eps, and not the one passed
# hint: Does the backward pass know which eps the forward used?
# loses: batchrenorm_backward/eps
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    root = np.sqrt(cache.var + 1e-5)
    standard = cache.standard * cache.sigma_batch / root
    dstandard = dout * cache.gamma * cache.r
    dx = (dstandard - dstandard.mean(axis=0) - standard * (dstandard * standard).mean(axis=0)) / root
    return dx, dgamma, dbeta


# %% backward_dgamma_with_gamma: dgamma contains gamma
# hint: Does a gradient with respect to gamma contain gamma, where gamma enters once?
# loses: batchrenorm_backward/dgamma
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma = dgamma * cache.gamma
    return dx, dgamma, dbeta


# %% backward_dgamma_without_d: dgamma leaves out d
# hint: What exactly does gamma multiply in the forward pass?
# loses: batchrenorm_backward/dgamma
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma = (dout * cache.standard * cache.r).sum(axis=0)
    return dx, dgamma, dbeta


# %% backward_dgamma_without_r_and_d: dgamma leaves out r and d
# hint: What exactly does gamma multiply in the forward pass?
# loses: batchrenorm_backward/dgamma
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma = (dout * cache.standard).sum(axis=0)
    return dx, dgamma, dbeta


# %% backward_divided_by_r: dx is divided by r
# hint: A product sends its factor back. Does r multiply or divide in the forward pass?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.gamma / cache.r, cache)
    return dx, dgamma, dbeta


# %% backward_dout_in_place: dout is changed in place
# hint: Another layer may need dout. Which operators change an array itself?
# loses: batchrenorm_backward/inputs and cache left alone
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dout *= cache.gamma
    return dx, dgamma, dbeta


# %% backward_mean_road_missing: no gradient reaches x through the mean
# hint: Add a constant to a column of x: does the output change while r and d stay? So what must the column of
#   dx sum to?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = dx + (dout * cache.gamma * cache.r).mean(axis=0) / cache.sigma_batch
    return dx, dgamma, dbeta


# %% backward_parameters_averaged: dgamma and dbeta are means, and not sums
# hint: One parameter serves N rows. What happens to the gradients that come back?
# loses: batchrenorm_backward/dgamma, batchrenorm_backward/dbeta
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma, dbeta = dgamma / len(dout), dbeta / len(dout)
    return dx, dgamma, dbeta


# %% backward_parameters_keep_axis: dgamma and dbeta keep an axis of length one
# hint: Your numbers are fine. Compare the shapes with those of gamma and beta.
# loses: batchrenorm_backward/shapes
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma, dbeta = dgamma[None, :], dbeta[None, :]
    return dx, dgamma, dbeta


# %% backward_parameters_not_summed: dgamma and dbeta are not summed over the rows
# hint: What shape has gamma? And its gradient?
# loses: batchrenorm_backward/dgamma, batchrenorm_backward/dbeta, batchrenorm_backward/shapes
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma, dbeta = dout * (cache.standard * cache.r + cache.d), dout.copy()
    return dx, dgamma, dbeta


# %% backward_parameters_swapped: dgamma and dbeta change places
# hint: In which order does the docstring promise the gradients?
# loses: batchrenorm_backward/dgamma, batchrenorm_backward/dbeta
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dgamma, dbeta = dbeta, dgamma
    return dx, dgamma, dbeta


# %% backward_r_twice: r enters dx twice
# hint: Count how often r multiplies on the way from x to out.
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.gamma * cache.r**2, cache)
    return dx, dgamma, dbeta


# %% backward_record_for_batch: dx is divided by the running deviation, and not by the batch's over r
# hint: Where nothing is bound, the two are the same. Where r meets a bound, are they still?
# loses: batchrenorm_backward/dx at the bounds
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.gamma, cache) * cache.sigma_batch / cache.sigma
    return dx, dgamma, dbeta


# %% backward_sign_of_variance_road: the gradient through the variance has the wrong sign
# hint: More spread: a larger or a smaller output?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = (
        dx
        + 2 * cache.standard * (dout * cache.gamma * cache.r * cache.standard).mean(axis=0) / cache.sigma_batch
    )
    return dx, dgamma, dbeta


# %% backward_statistics_constant: the batch's mean and variance count as constants too
# hint: r and d are constants. Are the mean and the deviation that normalise?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = dout * cache.gamma * cache.r / cache.sigma_batch
    return dx, dgamma, dbeta


# %% backward_sums_not_averaged: the sums over the rows are not divided by their number
# hint: How much of the mean does one row own?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dstandard = dout * cache.gamma * cache.r
    along = cache.standard * (dstandard * cache.standard).sum(axis=0)
    dx = (dstandard - dstandard.sum(axis=0) - along) / cache.sigma_batch
    return dx, dgamma, dbeta


# %% backward_through_r_and_d: the gradient goes through r and d as well
# hint: Which quantities count as constants in Algorithm 1, although they depend on x?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = dout * cache.gamma / cache.sigma
    return dx, dgamma, dbeta


# %% backward_variance_road_missing: no gradient reaches x through the variance
# hint: x reaches the output by three paths. Which of them does the gradient not follow back?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dstandard = dout * cache.gamma * cache.r
    dx = (dstandard - dstandard.mean(axis=0)) / cache.sigma_batch
    return dx, dgamma, dbeta


# %% backward_without_eps: eps is left out of the backward pass
# hint: The backward pass must undo exactly the forward that you ran. Where is its eps?
# loses: batchrenorm_backward/eps
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    root = np.sqrt(cache.var)
    standard = cache.standard * cache.sigma_batch / root
    dstandard = dout * cache.gamma * cache.r
    dx = (dstandard - dstandard.mean(axis=0) - standard * (dstandard * standard).mean(axis=0)) / root
    return dx, dgamma, dbeta


# %% backward_without_gamma: gamma is left out of dx
# hint: What multiplies x_hat on the way out?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.r, cache)
    return dx, dgamma, dbeta


# %% backward_without_r: r is left out of dx
# hint: x_hat is the standardised batch times something. Where is that factor on the way back?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    dx = through_standard(dout * cache.gamma, cache)
    return dx, dgamma, dbeta


# %% backward_x_hat_in_projection: x_hat, with r and d in it, stands for the standardised batch
# hint: Which batch has mean 0 and deviation 1: the one before r and d, or the one after?
# loses: batchrenorm_backward/dx
def batchrenorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    x_hat = cache.standard * cache.r + cache.d
    dstandard = dout * cache.gamma * cache.r
    dx = (dstandard - dstandard.mean(axis=0) - x_hat * (dstandard * x_hat).mean(axis=0)) / cache.sigma_batch
    return dx, dgamma, dbeta
