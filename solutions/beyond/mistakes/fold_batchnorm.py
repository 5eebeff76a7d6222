"""Known mistakes of fold_batchnorm."""

import numpy as np


# %% fold_beta_forgotten: beta is left out of the bias
# hint: Two learned vectors enter the normalization. Does each of them change your result?
# loses: fold_batchnorm/folded bias
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, (b - running_mean) * slope


# %% fold_beta_scaled: beta is scaled together with the bias
# hint: What is done to beta after it has been added?
# loses: fold_batchnorm/folded bias
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, (b - running_mean + beta) * slope


# %% fold_bias_in_place: b is changed in place
# hint: The caller may fold the same layer again. What does b hold after the call?
# loses: fold_batchnorm/inputs left alone
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    b -= running_mean
    b *= slope
    b += beta
    return W * slope, b


# %% fold_bias_keeps_axis: the folded bias keeps an axis of length one
# hint: Your numbers are fine. Compare the shape of b2 with that of b.
# loses: fold_batchnorm/shapes
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, ((b - running_mean) * slope + beta)[None, :]


# %% fold_bias_not_scaled: the bias of the layer is not scaled
# hint: Send an input of zeros through both layers. What happens to b on its way?
# loses: fold_batchnorm/folded bias
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, b - running_mean * slope + beta


# %% fold_bias_of_layer_forgotten: the bias of the affine layer is left out
# hint: Send an input of zeros through both layers. Where does b go?
# loses: fold_batchnorm/folded bias
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, beta - running_mean * slope


# %% fold_divides_by_variance: the running variance divides, and not its root
# hint: Give a feature another unit: by what should its slope change?
# loses: fold_batchnorm/folded weights
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / (running_var + eps)
    return W * slope, (b - running_mean) * slope + beta


# %% fold_eps_hard_coded: the slope is folded with eps = 1e-5 whatever was passed
# hint: The caller may have trained with another eps. Does the function hear of it?
# loses: fold_batchnorm/eps
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + 1e-5)
    return W * slope, (b - running_mean) * slope + beta


# %% fold_eps_outside_root: the slope has eps beside the root, and not inside
# hint: Look at the formula once more: where does eps stand, and would it matter for a variance as small as eps?
# loses: fold_batchnorm/eps
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / (np.sqrt(running_var) + eps)
    return W * slope, (b - running_mean) * slope + beta


# %% fold_mean_added: the running mean is added to the bias
# hint: If an input's value is exactly the running mean, what should the output be?
# loses: fold_batchnorm/folded bias
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, (b + running_mean) * slope + beta


# %% fold_mean_forgotten: the running mean is left out of the bias
# hint: Send an input of zeros through both layers. What is taken from b first?
# loses: fold_batchnorm/folded bias
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, b * slope + beta


# %% fold_mean_not_scaled: the running mean is taken off after the scaling
# hint: In which order do the two steps of the normalization come, and does it matter?
# loses: fold_batchnorm/folded bias
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope, b * slope - running_mean + beta


# %% fold_multiplies_by_root: the root of the variance multiplies instead of dividing
# hint: A feature with a large spread: should its weights become larger or smaller?
# loses: fold_batchnorm/folded weights
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma * np.sqrt(running_var + eps)
    return W * slope, (b - running_mean) * slope + beta


# %% fold_scales_rows: the rows of W are scaled, and not its columns
# hint: Which axis of W counts the features that are normalised, the inputs or the outputs of the layer?
# loses: fold_batchnorm/folded weights, fold_batchnorm/folded bias
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W * slope[:, None], (b - running_mean) * slope + beta


# %% fold_weights_in_place: W is scaled in place
# hint: The caller may fold the same layer again. What does W hold after the call?
# loses: fold_batchnorm/inputs left alone
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    W *= slope
    return W, (b - running_mean) * slope + beta


# %% fold_weights_kept: only the bias is folded, and the weights stay as they are
# hint: Send an input of zeros through the two layers and through the folded one, then an input of ones. Which
#   of the two inputs tells you about the weights?
# loses: fold_batchnorm/folded weights
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W.copy(), (b - running_mean) * slope + beta


# %% fold_without_eps: the slope has no eps
# hint: The folded layer should equal the two layers for every eps. Where has it gone?
# loses: fold_batchnorm/eps
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var)
    return W * slope, (b - running_mean) * slope + beta


# %% fold_without_gamma: gamma is left out of the slope
# hint: Double gamma: by how much should the output change, and does it?
# loses: fold_batchnorm/folded weights
def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = 1 / np.sqrt(running_var + eps)
    return W * slope, (b - running_mean) * slope + beta
