"""Known mistakes of batchnorm_backward."""

import numpy as np


# %% another_cache_expected_in_backward: batchnorm_backward unpacks another cache than batchnorm_forward
#   returns
# hint: How many values does the cache hold, and how many do you take out?
# loses: batchnorm_backward/dx, batchnorm_backward/dgamma, batchnorm_backward/dbeta
def batchnorm_backward(dout, cache):
    cache = tuple(vars(cache).values())
    x_hat, inv_std, gamma = cache  # three of the many that it holds
    dx_hat = dout * gamma
    rest = dx_hat - dx_hat.mean(axis=0) - x_hat * np.mean(dx_hat * x_hat, axis=0)
    return inv_std * rest, np.sum(dout * x_hat, axis=0), np.sum(dout, axis=0)


# %% backward_default_eps: the backward pass uses eps = {EPS} whatever the forward pass was given
# hint: The forward pass knows which eps it was given. How does the backward pass learn it?
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    inv_std = 1 / np.sqrt(cache.var + EPS)
    dvar = -0.5 * inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% backward_eps_outside_root: the backward pass adds eps outside the root
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    inv_std = 1 / (np.sqrt(cache.var) + cache.eps)
    dvar = -0.5 * inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% backward_eps_twice: the backward pass adds eps twice
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    inv_std = 1 / np.sqrt(cache.var + 2 * cache.eps)
    dvar = -0.5 * inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% backward_sums_along_rows: the gradients of the mean and the variance are summed along each row
# hint: Each feature has one mean. Over which axis do the gradients come back to it?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=1, keepdims=True)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=1, keepdims=True)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% backward_without_eps: eps is in the forward pass and missing from the backward pass
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    inv_std = 1 / np.sqrt(cache.var)
    dvar = -0.5 * inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% cache_changed_in_place: the call adds eps to the variance inside the cache
# hint: Call your function twice with the same cache. What did the first call leave behind for the second?
# loses: batchnorm_backward/inputs and cache left alone, batchnorm_backward_alt/inputs and cache left alone
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, xc, var = len(dout), cache.xc, cache.var
    var += cache.eps
    dx_hat = dout * cache.gamma
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - xc * np.sum(dx_hat * xc, axis=0) / var
    return rest / (n * np.sqrt(var)), dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_divided_by_variance: the closed form for dx is divided by the variance and not by its root
# hint: Double x and the gradient should halve. What does yours do?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std**2 / n
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_dout_not_times_n: the first term of the closed form lacks its factor N
# hint: All three terms are divided by N at the end. Which of them has no sum over N rows that makes up for it?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_eps_hard_coded: the closed form for dx is divided by a root with eps = {EPS}, whatever the
#   forward pass was given
# hint: The forward pass knows which eps it was given. How does the backward pass learn it?
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = 1 / (n * np.sqrt(cache.var + EPS))
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_eps_outside_root: the closed form for dx has eps beside the root and not under it
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = 1 / (n * (np.sqrt(cache.var) + cache.eps))
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_eps_twice: the closed form for dx is divided by a root that holds eps twice
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = 1 / (n * np.sqrt(cache.var + 2 * cache.eps))
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_gamma_missing_in_first_term: gamma multiplies the sums of the closed form and not its first
#   term
# hint: On the way back, all three paths pass the product with gamma first. Do all three terms carry it?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = n * dout - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_not_divided_by_n: the closed form for dx is not divided by N
# hint: Repeat every row once more, dout as well. Should the entries of dx double in size?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_times_variance: the closed form for dx is multiplied by the variance
# hint: Double x and the gradient should halve. What does yours do?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = (cache.var + cache.eps) / n
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% closed_form_without_eps: the closed form for dx is divided by the root of the variance without eps
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = 1 / (n * np.sqrt(cache.var))
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dbeta_averaged: dbeta is averaged over the rows, and dgamma is summed
# hint: Every row adds its own share to the loss. Does anything in the forward pass divide these shares by N?
# loses: batchnorm_backward/dbeta, batchnorm_backward_alt/dbeta
def batchnorm_backward(dout, cache):
    dx, dgamma, _ = frame_backward(dout, cache)
    return dx, dgamma, np.mean(dout, axis=0)


batchnorm_backward_alt = batchnorm_backward


# %% dbeta_keeps_an_axis: dbeta keeps an axis of length one, and dgamma does not
# hint: Your numbers are fine. A gradient has the shape of what it belongs to: what would beta look like after
#   an update?
# loses: batchnorm_backward/shapes, batchnorm_backward_alt/shapes
def batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    return dx, dgamma, dbeta[np.newaxis]


batchnorm_backward_alt = batchnorm_backward


# %% dbeta_with_gamma: dbeta is multiplied by gamma
# hint: beta is added after the product with gamma. Does its gradient pass that product?
# loses: batchnorm_backward/dbeta, batchnorm_backward_alt/dbeta
def batchnorm_backward(dout, cache):
    dx, dgamma, _ = frame_backward(dout, cache)
    return dx, dgamma, np.sum(dout * cache.gamma, axis=0)


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_and_dbeta_swapped: dgamma and dbeta are returned in each other's place
# hint: In which order does the docstring list the three gradients?
# loses: batchnorm_backward/dgamma, batchnorm_backward/dbeta, batchnorm_backward_alt/dgamma,
#   batchnorm_backward_alt/dbeta
def batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    return dx, dbeta, dgamma


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_averaged: dgamma is averaged over the rows, and dbeta is summed
# hint: Every row adds its own share to the loss. Does anything in the forward pass divide these shares by N?
# loses: batchnorm_backward/dgamma, batchnorm_backward_alt/dgamma
def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    return dx, np.mean(dout * cache.x_hat, axis=0), dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_keeps_an_axis: dgamma keeps an axis of length one, and dbeta does not
# hint: Your numbers are fine. A gradient has the shape of what it belongs to: what would gamma look like after
#   an update?
# loses: batchnorm_backward/shapes, batchnorm_backward_alt/shapes
def batchnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_backward(dout, cache)
    return dx, dgamma[np.newaxis], dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_with_centred_x: dgamma is taken with the centred x, before the division
# hint: Which array does gamma multiply in the forward pass?
# loses: batchnorm_backward/dgamma, batchnorm_backward_alt/dgamma
def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.xc, axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_with_eps_outside_root: dgamma is taken with values whose eps stood outside the root
# hint: Which array does gamma multiply in the forward pass? Is it that very array, eps and all?
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.xc / (np.sqrt(cache.var) + cache.eps), axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_with_gamma: dgamma is multiplied by gamma
# hint: The output is linear in gamma. Can the slope of a straight line depend on where you stand?
# loses: batchnorm_backward/dgamma, batchnorm_backward_alt/dgamma
def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.gamma * cache.x_hat, axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_with_hard_coded_eps: dgamma is taken with values that were normalised with eps = {EPS}, whatever
#   the forward pass was given
# hint: Which array does gamma multiply in the forward pass? Is it that very array, eps and all?
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.xc / np.sqrt(cache.var + EPS), axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_with_output: dgamma is taken with the output
# hint: Which array does gamma multiply in the forward pass?
# loses: batchnorm_backward/dgamma, batchnorm_backward_alt/dgamma
def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * (cache.gamma * cache.x_hat + cache.beta), axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_with_x: dgamma is taken with x
# hint: Which array does gamma multiply in the forward pass?
# loses: batchnorm_backward/dgamma, batchnorm_backward_alt/dgamma
def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.x, axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dgamma_without_eps: dgamma is taken with values that were normalised without eps
# hint: Which array does gamma multiply in the forward pass? Is it that very array, eps and all?
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    dx, _, dbeta = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.xc / np.sqrt(cache.var), axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dout_changed_in_place: the call multiplies dout itself by gamma
# hint: Is your first result a new array, or another name for dout? Look at dout after the call.
# loses: batchnorm_backward/inputs and cache left alone, batchnorm_backward_alt/inputs and cache left alone
def batchnorm_backward(dout, cache):
    values = frame_backward(dout, cache)
    dout *= cache.gamma
    return values


batchnorm_backward_alt = batchnorm_backward


# %% dx_with_gamma_twice: gamma enters dx twice
# hint: How often does the forward pass multiply by gamma? The way back should do so just as often.
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma**2
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% dx_without_gamma: gamma is missing from dx
# hint: What multiplies the normalised values on their way out, and so the gradient on its way back?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% each_row_alone: each row of dx follows its own output only, as if no x moved the other rows
# hint: One output depends on every row of x. When you nudge one x, how many outputs move?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * dx_hat * cache.xc
    dmean = -cache.inv_std * dx_hat
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% eps_missing_in_variance_gradient: only the gradient of the variance leaves out eps
# hint: The root stands in several lines of yours. Is it the same root in all of them?
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.var**-1.5 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% eps_subtracted: the backward pass subtracts eps from the variance
# hint: The way back has to differentiate exactly the forward pass that you ran. Compare the two, symbol by
#   symbol.
# loses: batchnorm_backward/eps, batchnorm_backward_alt/eps
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = 1 / (n * np.sqrt(cache.var - cache.eps))
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x_hat * np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% factor_of_the_root_missing: the derivative of the root lacks its factor
# hint: The variance goes through a root. What does differentiating a root bring down?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -(cache.inv_std**3) * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% factor_of_the_square_missing: the derivative of the square lacks its factor
# hint: The variance is a mean of squares. What does differentiating a square bring down?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + cache.xc * dvar / n + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% gamma_in_first_term_only: gamma multiplies only the first term of dx
# hint: On the way back, all three paths pass the product with gamma first. Do all three terms carry it?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = n * dx_hat - np.sum(dout, axis=0) - x_hat * np.sum(dout * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% last_road_overwrites: dx holds only the part that comes through the mean
# hint: Where paths meet, gradients add up. Does a later line of yours replace what an earlier one put into dx?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = np.zeros_like(dout)
    dx[...] = dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% mean_gradient_not_summed: the gradient of the mean is not summed over the rows
# hint: One number was handed out to all N rows. What happens to the N gradients that come back to it?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * dx_hat
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% mean_road_missing: no gradient reaches x through the mean
# hint: Add a constant to a whole column of x: the output stays. What must the column of dx then sum to?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% mean_road_not_divided_by_n: the part of dx that comes through the mean is not divided by N
# hint: How much of the batch's mean does one sample own? Does your error grow with the number of rows?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% n_minus_1_in_backward: the backward pass divides by N - 1
# hint: Which divisor do the mean and the variance of your forward pass have?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout) - 1
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% number_of_features_for_rows: the backward pass divides by the number of features
# hint: Over how many numbers was each mean taken? Print the shape of x beside your divisor.
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = dout.shape[1]  # D, where the number of rows belongs
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% parameter_gradients_along_rows: dgamma and dbeta are summed along each row
# hint: gamma has one number for each feature. Over which axis does it act again and again?
# loses: batchnorm_backward/dgamma, batchnorm_backward/dbeta, batchnorm_backward/shapes,
#   batchnorm_backward_alt/dgamma, batchnorm_backward_alt/dbeta, batchnorm_backward_alt/shapes
def batchnorm_backward(dout, cache):
    dx, _, _ = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.x_hat, axis=1)
    dbeta = np.sum(dout, axis=1)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% parameter_gradients_averaged: dgamma and dbeta are averaged over the rows
# hint: Every row adds its own share to the loss. Does anything in the forward pass divide these shares by N?
# loses: batchnorm_backward/dgamma, batchnorm_backward/dbeta, batchnorm_backward_alt/dgamma,
#   batchnorm_backward_alt/dbeta
def batchnorm_backward(dout, cache):
    dx, _, _ = frame_backward(dout, cache)
    dgamma = np.mean(dout * cache.x_hat, axis=0)
    dbeta = np.mean(dout, axis=0)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% parameter_gradients_keep_an_axis: dgamma and dbeta keep an axis of length one
# hint: Your numbers are fine. A gradient has the shape of what it belongs to: what would gamma look like after
#   an update?
# loses: batchnorm_backward/shapes, batchnorm_backward_alt/shapes
def batchnorm_backward(dout, cache):
    dx, _, _ = frame_backward(dout, cache)
    dgamma = np.sum(dout * cache.x_hat, axis=0, keepdims=True)
    dbeta = np.sum(dout, axis=0, keepdims=True)
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% parameter_gradients_not_summed: dgamma and dbeta are not summed over the rows
# hint: One gamma serves all N rows of its column. What happens to the N gradients that come back to it?
# loses: batchnorm_backward/dgamma, batchnorm_backward/dbeta, batchnorm_backward/shapes,
#   batchnorm_backward_alt/dgamma, batchnorm_backward_alt/dbeta, batchnorm_backward_alt/shapes
def batchnorm_backward(dout, cache):
    dx, _, _ = frame_backward(dout, cache)
    dgamma = dout * cache.x_hat
    dbeta = dout.copy()
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% power_of_inverse_root_kept: the part through the variance keeps the inverse root to the first power
# hint: Write the inverse root as a power and differentiate it. What becomes of the exponent?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% power_of_inverse_root_squared: the part through the variance has the inverse root squared
# hint: Write the inverse root as a power and differentiate it. What becomes of the exponent?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**2 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% roads_not_divided_by_n: the parts of dx that come through the mean and the variance are not divided by N
# hint: How much of the batch's mean does one sample own? Does your error grow with the number of rows?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 * cache.xc * dvar + dmean
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% running_averages_in_backward: the backward pass uses the running averages
# hint: Which statistics normalised this batch on the way forward? The way back leads through the same ones.
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    xc = cache.x - cache.bn_param["running_mean"]
    inv_std = 1 / np.sqrt(cache.bn_param["running_var"] + cache.eps)
    dvar = -0.5 * inv_std**3 * np.sum(dx_hat * xc, axis=0)
    dmean = -inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * inv_std + 2 / n * xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% sign_of_mean_gradient: the part of dx that comes through the mean has the wrong sign
# hint: When the mean grows, do the centred values get larger or smaller?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% sign_of_variance_gradient: the part of dx that comes through the variance has the wrong sign
# hint: When the variance grows, do the normalised values get larger or smaller?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = 0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% statistics_held_constant: the mean and the variance are treated as constants
# hint: Nudge one x: does only its own output move? Draw the other arrows of the graph.
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    dx = dout * cache.gamma * cache.inv_std
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% vanishing_mean_without_dvar: the mean of the centred x, times {FACTOR}, enters the gradient of the mean
#   without the gradient of the variance as its factor
# hint: The deviations of a column sum to zero, but for a rounding error that grows with x. Which gradient
#   should multiply that zero, so that it stays one where x is large?
# loses: batchnorm_backward/precision, batchnorm_backward_alt/precision
# each: FACTOR = -2, 2, -1, 1
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0) + FACTOR * np.mean(cache.xc, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% vanishing_sum_without_dvar: the sum of the centred x, times {FACTOR}, enters the gradient of the mean
#   without the gradient of the variance as its factor
# hint: The deviations of a column sum to zero, but for a rounding error that grows with x. Which gradient
#   should multiply that zero, so that it stays one where x is large?
# loses: batchnorm_backward/precision, batchnorm_backward_alt/precision
# each: FACTOR = -2, 2, -1, 1
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0) + FACTOR * np.sum(cache.xc, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% variance_gradient_not_summed: the gradient of the variance is not summed over the rows
# hint: One number was handed out to all N rows. What happens to the N gradients that come back to it?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * dx_hat * cache.xc
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% variance_road_missing: no gradient reaches x through the variance
# hint: One input reaches the outputs by three paths: directly, through the mean, through the variance. Which
#   do you travel?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% variance_road_not_divided_by_n: the part of dx that comes through the variance is not divided by N
# hint: How much of the batch's variance does one sample own? Does your error grow with the number of rows?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% x_hat_in_variance_gradient: x_hat stands in the gradient of the variance where the centred x belongs
# hint: The root enters x_hat by a single product. Which array is its other factor?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.x_hat, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% x_hat_inside_the_sum: the last term of the closed form has its x_hat inside the sum, where it is squared
# hint: The last term takes away what lies along x_hat. Is it the same number for all rows in your version?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - np.sum(dx_hat * x_hat**2, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% x_hat_lost_in_projection: the last term of the closed form lacks its x_hat outside the sum
# hint: The last term takes away what lies along x_hat. Which direction does yours take away?
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x_hat = len(dout), cache.x_hat
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - np.sum(dx_hat * x_hat, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% x_in_projection: x stands in the last term of the closed form where x_hat belongs
# hint: Add the same number to all of x. Should dx change? Look for a place where it does.
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n, x = len(dout), cache.x
    dx_hat = dout * cache.gamma
    factor = cache.inv_std / n
    rest = n * dx_hat - np.sum(dx_hat, axis=0) - x * np.sum(dx_hat * x, axis=0)
    return factor * rest, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% x_in_variance_gradient: x stands in the gradient of the variance where the centred x belongs
# hint: Add the same number to all of x. Should dx change? Look for a place where it does.
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.x, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.xc * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% x_in_variance_road: x stands in the derivative of the variance where the centred x belongs
# hint: Add the same number to all of x. Should dx change? Look for a place where it does.
# loses: batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    n = len(dout)
    dx_hat = dout * cache.gamma
    dvar = -0.5 * cache.inv_std**3 * np.sum(dx_hat * cache.xc, axis=0)
    dmean = -cache.inv_std * np.sum(dx_hat, axis=0)
    dx = dx_hat * cache.inv_std + 2 / n * cache.x * dvar + dmean / n
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward
