"""Known mistakes of layernorm_forward."""

import numpy as np


# %% a_third_value_returned: a third value is returned beside out and cache
# hint: How many values does the docstring promise?
# loses: layernorm_forward/two return values, rmsnorm_forward/two return values,
#   spatial_batchnorm_forward/two return values, spatial_groupnorm_forward/two return values
def with_a_third(frame):
    def forward(x, *others):
        out, c = frame(x, *others)
        return out, c, c.x_hat

    return forward


layernorm_forward, rmsnorm_forward = with_a_third(frame_layernorm_forward), with_a_third(frame_rmsnorm_forward)
spatial_batchnorm_forward = with_a_third(frame_spatial_batchnorm_forward)
spatial_groupnorm_forward = with_a_third(frame_spatial_groupnorm_forward)


# %% affine_before_norm: gamma and beta are applied before the normalising
# hint: In which order do the steps come? Whatever gamma and beta did before the mean is taken is taken out
#   again.
# loses: layernorm_forward/output, rmsnorm_forward/output, spatial_batchnorm_forward/output,
#   spatial_groupnorm_forward/output
def output(c):
    moved = c.gamma * c.x + c.beta
    centred = moved - mean(c, moved) if np.any(c.mean) else moved
    return centred / np.sqrt(mean(c, centred**2) + c.eps)


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% averages_at_test: in test mode, running averages normalise, as in batch norm
# hint: An example brings its own mean along. What would running averages be for?
# loses: layernorm_forward/mode is ignored
def layernorm_forward(x, gamma, beta, ln_param):
    out, c = frame_layernorm_forward(x, gamma, beta, ln_param)
    if ln_param.get("mode") == "test":
        old_mean = ln_param.get("running_mean", np.zeros(x.shape[1]))
        old_var = ln_param.get("running_var", np.zeros(x.shape[1]))
        out = gamma * (x - old_mean) / np.sqrt(old_var + c.eps) + beta
    return out, c


# %% beta_ignored: beta is left out
# hint: Does each of the parameters change the output?
# loses: layernorm_forward/output, spatial_batchnorm_forward/output, spatial_groupnorm_forward/output
def output(c):
    return c.gamma * c.x_hat


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% beta_scaled_by_gamma: beta is added first and then scaled by gamma
# hint: Where x_hat is zero, what must the output be?
# loses: layernorm_forward/output, spatial_batchnorm_forward/output, spatial_groupnorm_forward/output
def output(c):
    return c.gamma * (c.x_hat + c.beta)


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% divided_by_variance: the division is by the variance, without its root
# hint: Which quantity has the same unit as x: the mean of the squares, or its root?
# loses: layernorm_forward/output, rmsnorm_forward/output, spatial_batchnorm_forward/output,
#   spatial_groupnorm_forward/output
def output(c):
    return c.gamma * c.xc / (c.var + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% each_column_alone: each column is normalised over the rows, as batch norm does
# hint: One example alone must come out the same as in company. Does it?
# loses: layernorm_forward/output, rmsnorm_forward/output
def output(c):
    xc = c.x - c.x.mean(axis=0) if np.any(c.mean) else c.x
    return c.gamma * xc / np.sqrt(np.mean(xc**2, axis=0) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, _, _ = forwards(output)


# %% eps_added_twice: eps is added twice under the root
# hint: Count how often eps enters on the way from the variance to the root.
# loses: layernorm_forward/eps, rmsnorm_forward/eps, spatial_batchnorm_forward/eps,
#   spatial_groupnorm_forward/eps
def output(c):
    return c.gamma * c.xc / np.sqrt(c.var + 2 * c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% eps_as_lower_bound: eps replaces a variance that is smaller, where it should be added
# hint: Take numbers whose variance is twice as large as eps. Does eps matter for them?
# loses: layernorm_forward/eps, rmsnorm_forward/eps, spatial_batchnorm_forward/eps,
#   spatial_groupnorm_forward/eps
def output(c):
    return c.gamma * c.xc / np.sqrt(np.maximum(c.var, c.eps)) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% eps_hard_coded: eps is always {EPS}, whatever the caller passes
# hint: The caller passed another eps. Under which key does the dictionary hold it, and do you read that one?
# loses: layernorm_forward/eps, rmsnorm_forward/eps, spatial_batchnorm_forward/eps,
#   spatial_groupnorm_forward/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def output(c):
    return c.gamma * c.xc / np.sqrt(c.var + EPS) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% eps_missing: eps is missing
# hint: Feed numbers that are all alike. What do you divide by?
# loses: layernorm_forward/eps, rmsnorm_forward/eps, spatial_batchnorm_forward/eps,
#   spatial_groupnorm_forward/eps
def output(c):
    return c.gamma * c.xc / np.sqrt(c.var) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% eps_outside_root: eps is added to the root instead of the variance
# hint: Where does eps stand in the formula: under the root, or beside it?
# loses: layernorm_forward/eps, rmsnorm_forward/eps, spatial_batchnorm_forward/eps,
#   spatial_groupnorm_forward/eps
def output(c):
    return c.gamma * c.xc / (np.sqrt(c.var) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% float64_for_float32: the output is written into a new array of float64, whatever the type of x
# hint: A network in single precision hands in float32. Which type does your output have then?
# warns
def output(c):
    return np.float64(c.gamma * c.x_hat + c.beta)


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% gamma_along_the_rows: there is one gamma and one beta for each row instead of each feature
# hint: You turned the table. Which axis of the turned table do gamma and beta belong to?
# loses: layernorm_forward/output
def output(c):
    return c.gamma[:, np.newaxis] * c.x_hat + c.beta[:, np.newaxis]


layernorm_forward, _, _, _ = forwards(output)


# %% gamma_ignored: gamma is left out
# hint: Does each of the parameters change the output?
# loses: layernorm_forward/output, rmsnorm_forward/output, spatial_batchnorm_forward/output,
#   spatial_groupnorm_forward/output
def output(c):
    return c.x_hat + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% keepdims_forgotten: the mean and the spread of the rows meet x along its columns
# hint: Print the shape of your mean. Along which axis does NumPy lay it against x?
# loses: layernorm_forward/output, rmsnorm_forward/output
def output(c):
    xc = c.x - c.x.mean(axis=1) if np.any(c.mean) else c.x
    return c.gamma * xc / np.sqrt(np.mean(xc**2, axis=1) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, _, _ = forwards(output)


# %% ln_param_gains_keys: ln_param gains the keys of batch norm
# hint: Layer norm has no mode and no memory. Hand a dictionary of your own to the function you borrow.
# warns
def layernorm_forward(x, gamma, beta, ln_param):
    ln_param["mode"] = "train"
    ln_param["running_mean"] = np.zeros(len(x))
    return frame_layernorm_forward(x, gamma, beta, ln_param)


# %% mean_absolute_value: the spread is the mean of the absolute values
# hint: The R and the S of RMS, the standard in standard deviation: what is done to the numbers before they are
#   averaged?
# loses: layernorm_forward/output, rmsnorm_forward/output, spatial_batchnorm_forward/output,
#   spatial_groupnorm_forward/output
def output(c):
    return c.gamma * c.xc / (mean(c, np.abs(c.xc)) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% multiplied_by_root: x is divided by the inverse of the root, so it grows where it should shrink
# hint: Take a row ten times as long. Should its output be longer? Look at what your inverse already does.
# loses: layernorm_forward/output, rmsnorm_forward/output, spatial_batchnorm_forward/output,
#   spatial_groupnorm_forward/output
def output(c):
    return c.gamma * c.xc * c.std + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% normalised_values_returned: the normalised values are returned, without gamma and beta
# hint: Which variable do you hand back, and which one holds the result of the last step?
# loses: layernorm_forward/output, spatial_batchnorm_forward/output, spatial_groupnorm_forward/output
def output(c):
    return c.x_hat


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% not_centred: the mean is not subtracted
# hint: What is the mean of the numbers in one set of your result, before gamma and beta?
# loses: layernorm_forward/output, spatial_batchnorm_forward/output, spatial_groupnorm_forward/output
def output(c):
    return c.gamma * c.x / c.std + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% one_mean_for_everything: all numbers of x share one mean and one variance
# hint: How many means does the formula ask for? Print the shape of yours.
# loses: layernorm_forward/output, rmsnorm_forward/output, spatial_batchnorm_forward/output,
#   spatial_groupnorm_forward/output
def output(c):
    xc = c.x - c.x.mean() if np.any(c.mean) else c.x
    return c.gamma * xc / np.sqrt(np.mean(xc**2) + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% parentheses_missing: only the mean is divided by the root, not the difference
# hint: Subtract first, then divide: does Python read your line so?
# loses: layernorm_forward/output, spatial_batchnorm_forward/output, spatial_groupnorm_forward/output
def output(c):
    return c.gamma * (c.x - c.mean / c.std) + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% squares_not_averaged: the squares are added up and not averaged
# hint: Write the same numbers down twice, in a set twice as large. Should the scale of the result change?
# loses: layernorm_forward/output, rmsnorm_forward/output, spatial_batchnorm_forward/output,
#   spatial_groupnorm_forward/output
def output(c):
    return c.gamma * c.xc / np.sqrt(c.count * c.var + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% variance_about_zero: the variance is the mean of the squares, about zero
# hint: Spread around which point?
# loses: layernorm_forward/output, spatial_batchnorm_forward/output, spatial_groupnorm_forward/output
def output(c):
    return c.gamma * c.xc / np.sqrt(mean(c, c.x**2) + c.eps) + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% variance_by_one_less: the variance is divided by one less than the number of values
# hint: By which number does the formula divide the sum of the squares?
# loses: layernorm_forward/output, spatial_batchnorm_forward/output, spatial_groupnorm_forward/output
def output(c):
    var = c.var * c.count / (c.count - 1)
    return c.gamma * c.xc / np.sqrt(var + c.eps) + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% variance_in_one_pass: the variance is the mean of the squares minus the square of the mean
# hint: With a large mean you subtract two huge numbers that are nearly equal. How many digits are left, and
#   what could you subtract before squaring?
# warns
def output(c):
    var = mean(c, c.x**2) - c.mean**2
    return c.gamma * c.xc / np.sqrt(var + c.eps) + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)


# %% x_changed_in_place: the output is computed inside the memory of x
# hint: Is your output a new array, or another name for the input? With a skip connection, x is needed again.
# loses: layernorm_forward/inputs left alone, rmsnorm_forward/inputs left alone,
#   spatial_batchnorm_forward/inputs left alone, spatial_groupnorm_forward/inputs left alone
def in_place(frame):
    def forward(x, *others):
        out, c = frame(x, *others)
        x[...] = out
        return x, c

    return forward


layernorm_forward, rmsnorm_forward = in_place(frame_layernorm_forward), in_place(frame_rmsnorm_forward)
spatial_batchnorm_forward = in_place(frame_spatial_batchnorm_forward)
spatial_groupnorm_forward = in_place(frame_spatial_groupnorm_forward)


# %% x_returned_at_test: in test mode, x comes back as it is
# hint: Training and use are the same here. What does your function do with a mode?
# loses: layernorm_forward/mode is ignored
def layernorm_forward(x, gamma, beta, ln_param):
    out, c = frame_layernorm_forward(x, gamma, beta, ln_param)
    return (x.copy() if ln_param.get("mode") == "test" else out), c
