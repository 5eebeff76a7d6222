"""Known mistakes of standardize."""

import numpy as np


# %% divided_by_variance: the deviations are divided by the variance and not by its root
# hint: What is the standard deviation of your result? It should be 1 for every feature.
# loses: standardize/values
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / (var + eps)


# %% each_row_alone: each row is standardized by its own mean and deviation
# hint: A single example has no column to compare with. Over which axis does the mean of a feature run?
# loses: standardize/values
def standardize(x, eps):
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return (x - mean) / np.sqrt(var + eps)


# %% eps_added_twice: eps is added to the variance twice
# hint: Count how often eps enters on the way from the variance to the root.
# loses: standardize/eps
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / np.sqrt(var + 2 * eps)


# %% eps_as_lower_bound: eps replaces a variance that is smaller, where it should be added
# hint: Adding something and taking the larger of two are different things. Which one does the formula say?
# loses: standardize/eps
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / np.sqrt(np.maximum(var, eps))


# %% eps_hard_coded: eps is {EPS} whatever the caller passes
# hint: Your function has an argument eps. Does its value reach the formula?
# loses: standardize/eps
# each: EPS = 1e-5, 1e-8, 1e-7, 1e-6, 1e-4, 1e-3, 1e-2
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / np.sqrt(var + EPS)


# %% eps_missing: eps is not used
# hint: What does your function divide by, if a pixel is the same in all images?
# loses: standardize/eps
def standardize(x, eps):
    mean, var = right_column_stats(x)
    with np.errstate(invalid="ignore"):
        return (x - mean) / np.sqrt(var)


# %% eps_outside_root: eps is added to the standard deviation and not to the variance under the root
# hint: Where does eps stand in the formula: before or after the root is taken?
# loses: standardize/eps
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / (np.sqrt(var) + eps)


# %% eps_squared: the square of eps is added to the variance
# hint: What is added under the root: eps, or its square?
# loses: standardize/eps
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / np.sqrt(var + eps**2)


# %% eps_subtracted: eps is subtracted from the variance
# hint: eps shall keep the root away from zero. In which direction do you move the variance?
# loses: standardize/eps
def standardize(x, eps):
    mean, var = right_column_stats(x)
    with np.errstate(invalid="ignore", divide="ignore"):
        return (x - mean) / np.sqrt(var - eps)


# %% minimum_to_maximum: each column is stretched so that its minimum becomes 0 and its maximum 1
# hint: That is another way of scaling. Which two statistics does the formula ask for?
# loses: standardize/values
def standardize(x, eps):
    low, high = x.min(axis=0), x.max(axis=0)
    return (x - low) / (high - low + eps)


# %% multiplied_by_deviation: the deviations are multiplied by the standard deviation
# hint: A feature that varies a lot should vary less afterwards. Does it?
# loses: standardize/values
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) * np.sqrt(var + eps)


# %% not_centred: the mean is not subtracted
# hint: What is the mean of each column of your result?
# loses: standardize/values
def standardize(x, eps):
    _, var = right_column_stats(x)
    return x / np.sqrt(var + eps)


# %% not_scaled: the mean is subtracted and nothing is divided
# hint: What is the standard deviation of each column of your result?
# loses: standardize/values
def standardize(x, eps):
    mean, _ = right_column_stats(x)
    return x - mean


# %% one_mean_centres_everything: one mean of all entries is subtracted, and each column is divided by its own
#   deviation
# hint: Print the shape of your mean. How many features should it describe?
# loses: standardize/values
def standardize(x, eps):
    _, var = right_column_stats(x)
    return (x - x.mean()) / np.sqrt(var + eps)


# %% one_scale_for_everything: all features share one mean and one deviation
# hint: After your function, do a feature in metres and one in millimetres have the same spread?
# loses: standardize/values
def standardize(x, eps):
    return (x - x.mean()) / np.sqrt(x.var() + eps)


# %% parentheses_missing: only the mean is divided by the standard deviation, not the difference
# hint: Division binds more tightly than subtraction. Which part of the formula stands above the line?
# loses: standardize/values
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return x - mean / np.sqrt(var + eps)


# %% roots_added: the root of the variance and the root of eps are added
# hint: Is the root of a sum the same as the sum of the roots?
# loses: standardize/eps
def standardize(x, eps):
    mean, var = right_column_stats(x)
    return (x - mean) / (np.sqrt(var) + np.sqrt(eps))


# %% variance_by_n_minus_1_inside: the variance under the root is divided by N - 1
# hint: Which divisor does column_stats use, and which does your function?
# loses: standardize/values
def standardize(x, eps):
    return (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0, ddof=1) + eps)


# %% x_overwritten: the result is computed inside the memory of x
# hint: Is your result a new array, or another name for the input? Look at x after the call.
# loses: standardize/input left alone
def standardize(x, eps):
    mean, var = right_column_stats(x)
    x -= mean
    x /= np.sqrt(var + eps)
    return x
