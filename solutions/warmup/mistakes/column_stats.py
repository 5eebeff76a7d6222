"""Known mistakes of column_stats."""

import numpy as np


# %% deviation_for_variance: the standard deviation is returned in place of the variance
# hint: Which unit does a variance have, if x is in metres?
# loses: column_stats/variance
def column_stats(x):
    return x.mean(axis=0), x.std(axis=0)


# %% mean_absolute_deviation: absolute deviations are averaged where squares should be
# hint: Compare the formula of the variance with yours: what happens to each deviation before the average?
# loses: column_stats/variance
def column_stats(x):
    mean = x.mean(axis=0)
    return mean, np.abs(x - mean).mean(axis=0)


# %% mean_and_variance_swapped: the variance is returned before the mean
# hint: In which order does the docstring ask for the two values?
# loses: column_stats/mean, column_stats/variance
def column_stats(x):
    return x.var(axis=0), x.mean(axis=0)


# %% mean_keeps_an_axis: mean keeps an axis of length one, and var does not
# hint: Print the shapes of both values that you return. Which of your two lines adds an axis?
# loses: column_stats/shapes
def column_stats(x):
    mean, var = right_column_stats(x)
    return mean[np.newaxis], var


# %% median_for_mean: the median stands in for the mean
# hint: The value in the middle and the average agree only for symmetric columns. Which one does the formula ask
#   for?
# loses: column_stats/mean
def column_stats(x):
    return np.median(x, axis=0), x.var(axis=0)


# %% number_of_features_for_rows: the sums are divided by the number of features and not by the number of rows
# hint: Over how many numbers does each sum of a column run? Which entry of x.shape is that?
# loses: column_stats/mean, column_stats/variance
def column_stats(x):
    D = x.shape[1]
    mean = x.sum(axis=0) / D
    return mean, ((x - mean) ** 2).sum(axis=0) / D


# %% one_mean_for_everything: all entries of x share one mean and one variance
# hint: How many means do D features have? Look at the argument axis.
# loses: column_stats/mean, column_stats/variance
def column_stats(x):
    return np.full(x.shape[1], x.mean()), np.full(x.shape[1], x.var())


# %% square_of_the_mean_deviation: the deviations are averaged first and squared afterwards
# hint: What do the deviations from a mean add up to?
# loses: column_stats/variance, standardize/values
def column_stats(x):
    mean = x.mean(axis=0)
    return mean, (x - mean).mean(axis=0) ** 2


# %% stats_along_rows: the statistics are taken along each row and not down each column
# hint: A feature is a column. Which axis has to disappear, so that one number for each feature is left?
# loses: column_stats/mean, column_stats/variance
def column_stats(x):
    return x.mean(axis=1), x.var(axis=1)


# %% stats_keep_an_axis: the statistics keep an axis of length one
# hint: Your numbers are fine. Compare their shape with the shape that the docstring gives.
# loses: column_stats/shapes
def column_stats(x):
    return x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)


# %% sum_for_mean: the columns are added up and not averaged
# hint: Is your mean between the smallest and the largest number of its column?
# loses: column_stats/mean
def column_stats(x):
    return x.sum(axis=0), x.var(axis=0)


# %% variance_about_one_mean: the squares are taken about one mean of all entries
# hint: A variance is a spread around a point. Which point belongs to each column?
# loses: column_stats/variance
def column_stats(x):
    mean, _ = right_column_stats(x)
    return mean, np.mean((x - x.mean()) ** 2, axis=0)


# %% variance_about_zero: the squares are averaged without taking the mean out first
# hint: Add 100 to a whole column: should its variance change?
# loses: column_stats/variance
def column_stats(x):
    return x.mean(axis=0), (x**2).mean(axis=0)


# %% variance_by_n_minus_1: the variance is divided by N - 1
# hint: Two conventions exist; the formula of this course divides by the number of rows. What do var and std
#   offer under the name ddof?
# loses: column_stats/divided by N
def column_stats(x):
    return x.mean(axis=0), x.var(axis=0, ddof=1)


# %% variance_in_one_pass: the variance is the mean of the squares minus the square of the mean
# hint: At an offset of 1e8 two huge numbers are subtracted that are nearly equal. What could you subtract
#   before squaring?
# loses: column_stats/large offset
def column_stats(x):
    mean = x.mean(axis=0)
    return mean, (x**2).mean(axis=0) - mean**2


# %% variance_in_single_precision: x is turned into float32 first
# hint: How many digits does float32 hold, and how many do you need when the mean is 1e8 and the deviation 3?
# loses: column_stats/large offset
def column_stats(x):
    single = x.astype(np.float32)
    return single.mean(axis=0), single.var(axis=0)


# %% variance_keeps_an_axis: var keeps an axis of length one, and mean does not
# hint: Print the shapes of both values that you return. Which of your two lines adds an axis?
# loses: column_stats/shapes
def column_stats(x):
    mean, var = right_column_stats(x)
    return mean, var[np.newaxis]


# %% variance_not_divided: the squared deviations are added up and not averaged
# hint: What would twice as many rows do to your variance?
# loses: column_stats/divided by N
def column_stats(x):
    return x.mean(axis=0), ((x - x.mean(axis=0)) ** 2).sum(axis=0)


# %% x_centred_in_place: the mean is subtracted from x itself
# hint: Does your function build a new array, or does it work in the memory of x? Look at x after the call.
# loses: column_stats/input left alone
def column_stats(x):
    mean = x.mean(axis=0)
    x -= mean
    return mean, (x**2).mean(axis=0)
