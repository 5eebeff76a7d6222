"""Known mistakes of batchnorm_forward."""

import numpy as np


# %% averages_bias_corrected: the running averages are corrected for their start at zero, as Adam does with its
#   own
# hint: That is a good habit from elsewhere. Does the contract of this function mention such a correction?
# loses: batchnorm_forward/momentum
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["updates"] = bn_param.get("updates", 0) + 1
        start = 1 - cache.momentum ** bn_param["updates"]  # the weight that everything but the start has by now
        bn_param["running_mean"] = bn_param["running_mean"] / start
        bn_param["running_var"] = bn_param["running_var"] / start
    return out, cache


# %% averages_keep_an_axis: the running averages keep an axis of length one
# hint: Your numbers are fine. Compare the shape of what you store with the shape that the docstring gives.
# loses: batchnorm_forward/shapes
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * x.mean(
            axis=0, keepdims=True
        )
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * x.var(axis=0, keepdims=True)
    return out, cache


# %% averages_moved_before_use_in_test_mode: test mode mixes the test batch into the running averages that it
#   normalises with
# hint: Run one row alone, and again among others. Should its output depend on its neighbours?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        momentum = cache.momentum
        mean = momentum * cache.running_mean + (1 - momentum) * cache.mean
        var = momentum * cache.running_var + (1 - momentum) * cache.var
        out = gamma * (x - mean) / np.sqrt(var + cache.eps) + beta
    return out, cache


# %% averages_never_updated: the running averages keep the values that they had before the call
# hint: Which names does the end of the function write into bn_param, and does your block change those very
#   names?
# loses: batchnorm_forward/running mean, batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = cache.running_mean
        bn_param["running_var"] = cache.running_var
    return out, cache


# %% averages_overwritten: the running averages are replaced by the statistics of the batch
# hint: What does momentum do in your version? An average should remember more than the last batch.
# loses: batchnorm_forward/momentum
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = cache.mean
        bn_param["running_var"] = cache.var
    return out, cache


# %% averages_taken_for_granted: test mode reads running averages that bn_param does not have yet
# hint: A fresh bn_param has no history. What does your function look up in it, and what should it fall back
#   on?
# loses: batchnorm_forward/averages created when absent
def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] == "test":
        x_hat = x - bn_param["running_mean"]
        x_hat = x_hat / np.sqrt(bn_param["running_var"] + bn_param.get("eps", 1e-5))
        return gamma * x_hat + beta, None
    return frame_forward(x, gamma, beta, bn_param)


# %% averages_updated_in_test_mode: test mode updates the running averages too
# hint: Should looking at test data change the model?
# loses: batchnorm_forward/averages left alone in test mode
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * cache.mean
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * cache.var
    return out, cache


# %% averages_updated_twice: the running averages are updated twice in one call
# hint: Count the lines that change each running average in one call.
# loses: batchnorm_forward/momentum
def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] == "train":
        frame_forward(x, gamma, beta, bn_param)
    return frame_forward(x, gamma, beta, bn_param)


# %% batch_at_full_weight: the batch enters the running averages at full weight
# hint: Feed the same batch many times. Where should the running mean settle, and where does yours?
# loses: batchnorm_forward/momentum
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + cache.mean
        bn_param["running_var"] = momentum * cache.running_var + cache.var
    return out, cache


# %% batch_statistics_in_test_mode: test mode normalises with the statistics of the batch
# hint: Run one row alone, and again among others. Should its output depend on its neighbours?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = gamma * cache.x_hat + beta
    return out, cache


# %% beta_ignored: beta is left out of the training output
# hint: Two learnable vectors enter the function. Change each of them in turn: does the output follow?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.x_hat
    return out, cache


# %% beta_missing_in_test_mode: test mode leaves out beta
# hint: gamma and beta were learned during training. Do both of them still enter?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = out - beta
    return out, cache


# %% beta_scaled_by_gamma: beta is added before the product with gamma, which then scales beta as well
# hint: Where the normalised value is zero, what should the output be?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * (cache.x_hat + beta)
    return out, cache


# %% beta_subtracted_in_test_mode: test mode subtracts beta
# hint: Compare the last line of your two branches, sign by sign.
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var + cache.eps)
        out = gamma * x_hat - beta
    return out, cache


# %% cache_of_training_names: the cache is made after the branches, of names that only the training branch
#   defines
# hint: Walk through your function in test mode. Does every name that the last lines use exist by then?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, right = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        made_in_training = right
    cache = made_in_training
    return out, cache


# %% cache_only_in_training: the cache is made in the training branch only
# hint: Walk through your function in test mode. Does every name that the last lines use exist by then?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, right = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        cache = right
    return out, cache


# %% constant_feature_guarded: a variance of zero is replaced by one before anything is made of it
# hint: What is the variance of a feature that never changes, and what should be recorded of it? eps is there
#   to protect the division.
# loses: batchnorm_forward/running variance, batchnorm_backward/dx, batchnorm_backward_alt/dx
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        var = np.where(cache.var == 0, 1.0, cache.var)
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * var
    return out, cache


def batchnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_backward(dout, cache)
    std = np.sqrt(np.where(cache.var == 0, 1.0, cache.var) + cache.eps)
    dx_hat = dout * cache.gamma
    dx = (dx_hat - dx_hat.mean(axis=0) - cache.x_hat * np.mean(dx_hat * cache.x_hat, axis=0)) / std
    return dx, dgamma, dbeta


batchnorm_backward_alt = batchnorm_backward


# %% deviation_recorded: running_var records the batch's standard deviation
# hint: The key ends in var. Which quantity does that promise to whoever reads it?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * np.sqrt(cache.var)
    return out, cache


# %% deviation_with_eps_recorded: running_var records the standard deviation that the training output is
#   divided by
# hint: The key ends in var. Which quantity does that promise to whoever reads it?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * cache.std
    return out, cache


# %% divided_by_bare_variance_in_test_mode: test mode divides by running_var itself
# hint: Which quantity has the same unit as x, the variance or its root? And what protects the division?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / cache.running_var
        out = gamma * x_hat + beta
    return out, cache


# %% divided_by_variance: the centred values are divided by the variance and not by its root
# hint: Which quantity has the same unit as x, the variance or its root?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / (cache.var + cache.eps) + beta
    return out, cache


# %% divided_by_variance_in_test_mode: test mode divides by the variance with eps, without taking the root
# hint: Which quantity has the same unit as x, the variance or its root?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / (cache.running_var + cache.eps)
        out = gamma * x_hat + beta
    return out, cache


# %% eps_added_twice: eps is added to the variance twice
# hint: Count how often eps enters on the way from the variance to the root.
# loses: batchnorm_forward/eps in training
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(cache.var + 2 * cache.eps) + beta
    return out, cache


# %% eps_added_twice_in_test_mode: test mode adds eps twice
# hint: Count how often eps enters on the way from running_var to the root.
# loses: batchnorm_forward/eps in test mode
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out, _ = frame_forward(x, gamma, beta, bn_param | {"eps": 2 * cache.eps})
    return out, cache


# %% eps_as_lower_bound: eps replaces a variance that is smaller, where it should be added
# hint: Take a feature whose variance is twice as large as eps. Does eps matter for it?
# loses: batchnorm_forward/eps in training
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(np.maximum(cache.var, cache.eps)) + beta
    return out, cache


# %% eps_hard_coded: eps is always {EPS}, whatever bn_param says
# hint: The caller may pass another eps. Where does your function read it?
# loses: batchnorm_forward/eps in training
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out, _ = frame_forward(x, gamma, beta, bn_param | {"eps": EPS})
    return out, cache


# %% eps_hard_coded_in_test_mode: eps is always {EPS} in test mode, whatever bn_param says
# hint: Your two branches should differ only in which statistics they use. Where does each of them read its
#   eps?
# loses: batchnorm_forward/eps in test mode
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out, _ = frame_forward(x, gamma, beta, bn_param | {"eps": EPS})
    return out, cache


# %% eps_missing: no eps is added to the variance
# hint: Feed a feature that never changes within the batch. What do you divide by then?
# loses: batchnorm_forward/eps in training
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(cache.var) + beta
    return out, cache


# %% eps_missing_in_test_mode: test mode leaves out eps
# hint: Your two branches should differ only in which statistics they use. Compare them word for word.
# loses: batchnorm_forward/eps in test mode
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var)
        out = gamma * x_hat + beta
    return out, cache


# %% eps_outside_root: eps is added to the standard deviation and not to the variance under the root
# hint: Where does eps sit in the paper's expression: before or after the root is taken?
# loses: batchnorm_forward/eps in training
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / (np.sqrt(cache.var) + cache.eps) + beta
    return out, cache


# %% eps_outside_root_in_test_mode: test mode adds eps to the root of running_var and not under it
# hint: Your two branches should differ only in which statistics they use. Compare them word for word.
# loses: batchnorm_forward/eps in test mode
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / (np.sqrt(cache.running_var) + cache.eps)
        out = gamma * x_hat + beta
    return out, cache


# %% eps_recorded: running_var records the batch's variance with eps already added
# hint: eps protects a division. Is keeping an average a division?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * (cache.var + cache.eps)
    return out, cache


# %% eps_squared: the square of eps is added to the variance
# hint: Which of the two is squared already when you take the root, the deviation or eps?
# loses: batchnorm_forward/eps in training
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(cache.var + cache.eps**2) + beta
    return out, cache


# %% eps_subtracted_in_training: eps is subtracted from the variance
# hint: What is the root of a number below zero? Which sign keeps you away from it?
# loses: batchnorm_forward/eps in training
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(cache.var - cache.eps) + beta
    return out, cache


# %% float64_for_float32: the output is written into a new array of float64, whatever the type of x
# hint: A network in single precision hands in float32. Which type does your output have then?
# warns
def batchnorm_forward(x, gamma, beta, bn_param):
    right, cache = frame_forward(x, gamma, beta, bn_param)
    out = np.zeros(x.shape)
    out[...] = right
    return out, cache


# %% gamma_and_beta_swapped: gamma and beta have changed places
# hint: Which of the two should be left alone in the output where the normalised value is zero?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = beta * cache.x_hat + gamma
    return out, cache


# %% gamma_and_beta_swapped_in_test_mode: gamma and beta have changed places in test mode
# hint: Set the normalised values to zero in your mind. What should come out then?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out, _ = frame_forward(x, beta, gamma, bn_param)
    return out, cache


# %% gamma_ignored: gamma is left out of the training output
# hint: Two learnable vectors enter the function. Change each of them in turn: does the output follow?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = cache.x_hat + beta
    return out, cache


# %% gamma_missing_in_test_mode: test mode leaves out gamma
# hint: gamma and beta were learned during training. Do both of them still enter?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = (x - cache.running_mean) / np.sqrt(cache.running_var + cache.eps) + beta
    return out, cache


# %% gamma_twice: gamma multiplies the normalised values twice
# hint: Count the products with gamma between x and out.
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * gamma * cache.x_hat + beta
    return out, cache


# %% mean_absolute_deviation: the spread is the mean of the absolute deviations
# hint: Spread can be measured in several ways. Which one does the paper use?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        spread = np.mean(np.abs(cache.xc), axis=0)
        out = gamma * cache.xc / (spread + cache.eps) + beta
    return out, cache


# %% minimum_to_maximum: each feature is stretched so that its smallest value becomes 0 and its largest 1
# hint: To normalise has several meanings. Which mean and which standard deviation should a feature have here?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        low, high = x.min(axis=0), x.max(axis=0)
        out = gamma * (x - low) / (high - low + cache.eps) + beta
    return out, cache


# %% mixed_sources_in_test_mode: test mode takes the running mean, but the variance of the batch
# hint: In test mode, which numbers in your line come from training and which from the rows at hand?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / cache.std
        out = gamma * x_hat + beta
    return out, cache


# %% momentum_hard_coded: the momentum is always 0.9, whatever bn_param says
# hint: The caller may pass another momentum. Where does your function read it?
# loses: batchnorm_forward/momentum
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = 0.9 * cache.running_mean + 0.1 * cache.mean
        bn_param["running_var"] = 0.9 * cache.running_var + 0.1 * cache.var
    return out, cache


# %% momentum_swapped: the old running average gets the weight 1 - momentum, and the batch gets momentum
# hint: Suppose the momentum is 0.9. How much of the old value should survive one batch?
# loses: batchnorm_forward/momentum
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = (1 - momentum) * cache.running_mean + momentum * cache.mean
        bn_param["running_var"] = (1 - momentum) * cache.running_var + momentum * cache.var
    return out, cache


# %% momentum_swapped_for_mean: the weights are right for running_var and change places for running_mean
# hint: Read your two update lines one below the other. Do they treat the old value alike?
# loses: batchnorm_forward/momentum
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = (1 - momentum) * cache.running_mean + momentum * cache.mean
    return out, cache


# %% momentum_swapped_for_variance: the weights are right for running_mean and change places for running_var
# hint: Read your two update lines one below the other. Do they treat the old value alike?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = (1 - momentum) * cache.running_var + momentum * cache.var
    return out, cache


# %% multiplied_by_deviation: the centred values are multiplied by the standard deviation
# hint: A feature with a large spread should come out with the same spread as the others. What does yours do
#   to it?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc * cache.std + beta
    return out, cache


# %% new_averages_in_training: training normalises with the running averages that it has just updated
# hint: Which statistics does training use, and which does it only record for later?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        x_hat = (x - bn_param["running_mean"]) / np.sqrt(bn_param["running_var"] + cache.eps)
        out = gamma * x_hat + beta
    return out, cache


# %% no_gamma_and_beta_in_test_mode: test mode returns the normalised values, without gamma and beta
# hint: gamma and beta were learned during training. Do they stop mattering afterwards?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var + cache.eps)
        out = x_hat
    return out, cache


# %% normalised_values_returned: the normalised values are returned, without gamma and beta
# hint: Which variable do you hand back, and which one holds the result of the last step?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = cache.x_hat
    return out, cache


# %% not_centred: the values are scaled without taking the mean away first
# hint: What is the mean of each normalised column in your version, and what should it be?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * x / cache.std + beta
    return out, cache


# %% not_centred_in_test_mode: test mode divides by the deviation without taking the running mean away
# hint: Your two branches should differ only in which statistics they use. Compare them word for word.
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = gamma * x / np.sqrt(cache.running_var + cache.eps) + beta
    return out, cache


# %% not_scaled: the mean is taken away and nothing is divided
# hint: What is the standard deviation of each normalised column in your version, and what should it be?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc + beta
    return out, cache


# %% not_scaled_in_test_mode: test mode takes the running mean away and divides by nothing
# hint: Your two branches should differ only in which statistics they use. Compare them word for word.
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = gamma * (x - cache.running_mean) + beta
    return out, cache


# %% old_average_at_full_weight: the old running averages keep their full weight
# hint: Feed the same batch many times. Where should the running mean settle, and where does yours?
# loses: batchnorm_forward/momentum
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = cache.running_mean + (1 - momentum) * cache.mean
        bn_param["running_var"] = cache.running_var + (1 - momentum) * cache.var
    return out, cache


# %% old_averages_in_training: training normalises with the running averages as they were before the call
# hint: Which statistics does training use, and which does it only record for later?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var + cache.eps)
        out = gamma * x_hat + beta
    return out, cache


# %% one_mean_centres_everything: one mean of the whole matrix is subtracted, and each feature is divided by
#   its deviation from its own mean
# hint: Print the shape of your mean. How many features should it describe?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * (x - x.mean()) / cache.std + beta
    return out, cache


# %% one_mean_for_everything: one mean and one variance of the whole matrix serve all features
# hint: Print the shape of your mean. How many features should it describe?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * (x - x.mean()) / np.sqrt(x.var() + cache.eps) + beta
    return out, cache


# %% one_mean_for_mean_and_variance: one mean of the whole matrix stands for that of each feature, and the
#   variance is taken about it
# hint: Print the shape of your mean. How many features should it describe?
# loses: batchnorm_forward/training output, batchnorm_forward/running mean, batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        mean = x.mean()
        var = np.mean((x - mean) ** 2, axis=0)
        out = gamma * (x - mean) / np.sqrt(var + cache.eps) + beta
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * mean
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * var
    return out, cache


# %% one_mean_recorded: running_mean records one mean of the whole matrix for all features
# hint: Print the shape of the mean that you record. How many features should it describe?
# loses: batchnorm_forward/running mean
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * x.mean()
    return out, cache


# %% one_variance_for_everything: one variance of the whole matrix serves all features
# hint: Print the shape of your variance. How many features should it describe?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(x.var() + cache.eps) + beta
    return out, cache


# %% one_variance_recorded: running_var records one variance of the whole matrix for all features
# hint: Print the shape of the variance that you record. How many features should it describe?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * x.var()
    return out, cache


# %% output_recorded: the running averages record the mean and the variance of the output
# hint: Test mode has to normalise what arrives. Do you record what arrives, or what leaves?
# loses: batchnorm_forward/running mean, batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * out.mean(axis=0)
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * out.var(axis=0)
    return out, cache


# %% parentheses_missing: only the mean is divided by the standard deviation, not the difference of x and the
#   mean
# hint: Subtract first, then divide: does Python read your line in that order?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * (x - cache.mean / cache.std) + beta
    return out, cache


# %% parentheses_missing_in_test_mode: test mode divides only the running mean, not the difference of x and it
# hint: Subtract first, then divide: does Python read your line in that order?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = gamma * (x - cache.running_mean / np.sqrt(cache.running_var + cache.eps)) + beta
    return out, cache


# %% random_part_of_batch: the statistics come from a random part of the batch
# hint: All rows that arrive belong to the batch. Call your function twice with the same input: should the two
#   outputs differ?
# loses: batchnorm_forward/training output
# not named
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        rows = np.random.default_rng().choice(len(x), size=len(x) // 2 + 1, replace=False)
        part = x[rows]
        out = gamma * (x - part.mean(axis=0)) / np.sqrt(part.var(axis=0) + cache.eps) + beta
    return out, cache


# %% raw_x_in_test_mode: test mode applies gamma and beta to x as it came
# hint: The next layer has only ever seen values that were normalised first. Which statistics are there to do
#   it with?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = gamma * x + beta
    return out, cache


# %% roots_added: the root of the variance and the root of eps are added
# hint: Is the root of a sum the same as the sum of the roots?
# loses: batchnorm_forward/eps in training
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / (np.sqrt(cache.var) + np.sqrt(cache.eps)) + beta
    return out, cache


# %% running_mean_keeps_an_axis: running_mean keeps an axis of length one, and running_var does not
# hint: Print the shapes of both running averages before and after the call. Which of your two lines adds an
#   axis?
# loses: batchnorm_forward/shapes
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = bn_param["running_mean"][np.newaxis]
    return out, cache


# %% running_mean_not_updated: running_var is updated and running_mean is not
# hint: There are two running averages. Print both before and after a call in training mode.
# loses: batchnorm_forward/running mean
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_mean"] = cache.running_mean
    return out, cache


# %% running_var_about_running_mean: running_var records the spread of the batch around the running mean
# hint: The batch has a mean of its own. Around which of the two means do you measure its spread?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * np.mean(
            (x - bn_param["running_mean"]) ** 2, axis=0
        )
    return out, cache


# %% running_var_about_zero: running_var records the mean of the squares, not of the squared deviations
# hint: A variance is a spread around a point. Around which point do you measure the one that you record?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * np.mean(x**2, axis=0)
    return out, cache


# %% running_var_by_n_minus_1: running_var records the variance that divides by N - 1
# hint: Some libraries do this. Which divisor does the contract of this function ask for?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * x.var(axis=0, ddof=1)
    return out, cache


# %% running_var_keeps_an_axis: running_var keeps an axis of length one, and running_mean does not
# hint: Print the shapes of both running averages before and after the call. Which of your two lines adds an
#   axis?
# loses: batchnorm_forward/shapes
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_var"] = bn_param["running_var"][np.newaxis]
    return out, cache


# %% running_var_not_updated: running_mean is updated and running_var is not
# hint: There are two running averages. Print both before and after a call in training mode.
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        bn_param["running_var"] = cache.running_var
    return out, cache


# %% running_var_starts_at_one: running_var starts at ones when bn_param has none
# hint: Some libraries start there. Which start does the first part of the function give the running averages?
# loses: batchnorm_forward/averages created when absent
def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param.setdefault("running_var", np.ones(x.shape[1], dtype=x.dtype))
    return frame_forward(x, gamma, beta, bn_param)


# %% squares_not_averaged: the squared deviations are summed but not divided by N
# hint: Repeat every row of the batch once more. Should the spread of a feature change?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(np.sum(cache.xc**2, axis=0) + cache.eps) + beta
    return out, cache


# %% squares_not_averaged_in_record: running_var records the sum of the squared deviations, not divided by N
# hint: Repeat every row of the batch once more. Should the spread that you record double?
# loses: batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        spread = np.sum(cache.xc**2, axis=0)
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * spread
    return out, cache


# %% statistics_of_each_row: each row is normalised with its own mean and variance
# hint: Every feature gets one mean. How many means do you have, and along which axis did you take them?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        mean = x.mean(axis=1, keepdims=True)
        var = x.var(axis=1, keepdims=True)
        out = gamma * (x - mean) / np.sqrt(var + cache.eps) + beta
    return out, cache


# %% sum_for_mean: the sum of each column stands for its mean, and the variance is taken about it
# hint: Repeat every row of the batch once more. Should the centre of a feature move?
# loses: batchnorm_forward/training output, batchnorm_forward/running mean, batchnorm_forward/running variance
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        mean = x.sum(axis=0)
        var = np.mean((x - mean) ** 2, axis=0)
        out = gamma * (x - mean) / np.sqrt(var + cache.eps) + beta
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * mean
        bn_param["running_var"] = momentum * cache.running_var + (1 - momentum) * var
    return out, cache


# %% sum_recorded_for_mean: running_mean records the sum of each column and not its mean
# hint: Repeat every row of the batch once more. Should what you record of a feature double?
# loses: batchnorm_forward/running mean
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        momentum = cache.momentum
        bn_param["running_mean"] = momentum * cache.running_mean + (1 - momentum) * x.sum(axis=0)
    return out, cache


# %% sum_subtracted: the sum of each column is subtracted and not its mean
# hint: Repeat every row of the batch once more. Should the centre of a feature move?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * (x - x.sum(axis=0)) / cache.std + beta
    return out, cache


# %% variance_about_zero: the spread is measured about zero and not about the mean
# hint: A variance is a spread around a point. Around which point do you measure it?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(np.mean(x**2, axis=0) + cache.eps) + beta
    return out, cache


# %% variance_by_n_minus_1: the batch is normalised with the variance that divides by N - 1
# hint: The variance here is the uncorrected one. Which divisor does that word stand for?
# loses: batchnorm_forward/training output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = gamma * cache.xc / np.sqrt(x.var(axis=0, ddof=1) + cache.eps) + beta
    return out, cache


# %% variance_by_n_minus_1_in_test_mode: test mode enlarges running_var by N / (N - 1)
# hint: The paper corrects the variance there; does the contract of this function? What would happen to a
#   single row?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        n = len(x)
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var * n / (n - 1) + cache.eps)
        out = gamma * x_hat + beta
    return out, cache


# %% variance_in_one_pass: the variance is the mean of the squares minus the square of the mean
# hint: With a large mean you subtract two huge numbers that are nearly equal. How many digits are left, and
#   what could you subtract before squaring?
# warns
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        var = np.mean(x**2, axis=0) - cache.mean**2
        out = gamma * cache.xc / np.sqrt(var + cache.eps) + beta
    return out, cache


# %% variance_squared_in_test_mode: test mode squares running_var under the root
# hint: running_var is a variance already. What does the root make of it if you square it first?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / np.sqrt(cache.running_var**2 + cache.eps)
        out = gamma * x_hat + beta
    return out, cache


# %% x_changed_in_place: the output is computed inside the memory of x
# hint: Is your output a new array, or another name for the input? Look at x after the call.
# loses: batchnorm_forward/inputs left alone
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        x -= cache.mean
        x *= gamma / cache.std
        x += beta
        out = x
    return out, cache


# %% x_returned_in_test_mode: test mode returns x as it came
# hint: The next layer has only ever seen values that were normalised first. What does it receive in test mode?
# loses: batchnorm_forward/test output
def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = x.copy()
    return out, cache
