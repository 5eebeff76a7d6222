"""Known mistakes of sync_stats."""

import numpy as np


# %% devices_all_counted_alike: every device counts alike in both results
# hint: One device has a single row, another has nine. Should they pull equally?
# loses: sync_stats/mean, sync_stats/variance
def sync_stats(parts):
    _, means, variances = stacked(parts)
    mean = means.mean(axis=0)
    return mean, np.mean(variances + (means - mean) ** 2, axis=0)


# %% devices_deviation_returned: the deviation is returned, and not the variance
# hint: Which unit should the second result have: that of the rows or its square?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, np.sqrt((counts * (variances + (means - mean) ** 2)).sum(axis=0) / counts.sum())


# %% devices_difference_of_squares: the variance is the difference of two squares
# hint: Add a large number to every row: the variance stays, but your two squares grow. How many digits are
#   left?
# loses: sync_stats/large offsets
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances + means**2)).sum(axis=0) / counts.sum() - mean**2


# %% devices_distances_not_squared: the distances of the means are not squared
# hint: What do the weighted distances from the mean add up to?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances + np.abs(means - mean))).sum(axis=0) / counts.sum()


# %% devices_divided_by_n_minus_1: the variance is divided by the number of rows less one
# hint: The parts are divided by their own n. What should a single device give?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances + (means - mean) ** 2)).sum(axis=0) / max(counts.sum() - 1, 1)


# %% devices_first_part_in_place: the sum of the means is collected in the array of the first device
# hint: The first device still needs its numbers. Which operators change an array itself?
# loses: sync_stats/parts left alone
def sync_stats(parts):
    result = right_sync_stats(parts)
    total = parts[0][1]
    total *= parts[0][0]
    for n, mean, _ in parts[1:]:
        total += n * mean
    return result


# %% devices_not_divided: the variance is not divided by the number of rows
# hint: Give every device each of its rows twice: should the variance double?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances + (means - mean) ** 2)).sum(axis=0)


# %% devices_only_spread_of_means: the variances within the devices are left out
# hint: With a single device, what should come out?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, _ = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (means - mean) ** 2).sum(axis=0) / counts.sum()


# %% devices_parts_taken_for_corrected: the variances of the devices are taken as divided by n - 1
# hint: By what have the devices divided? Multiply by the same to undo it.
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, ((counts - 1) * variances + counts * (means - mean) ** 2).sum(axis=0) / counts.sum()


# %% devices_plain_average_of_means: every device counts alike in the mean
# hint: One device has a single row, another has nine. Should they pull equally?
# loses: sync_stats/mean
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = means.mean(axis=0)
    return mean, (counts * (variances + (means - mean) ** 2)).sum(axis=0) / counts.sum()


# %% devices_plain_average_of_variances: the variances within the devices count alike
# hint: Which of the two sources of the variance is weighted by the rows in your formula, and which is not?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, variances.mean(axis=0) + (counts * (means - mean) ** 2).sum(axis=0) / counts.sum()


# %% devices_results_keep_axis: both results keep an axis of length one
# hint: Your numbers are fine. Compare the shapes with (D,).
# loses: sync_stats/shapes
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0, keepdims=True) / counts.sum()
    return mean, (counts * (variances + (means - mean) ** 2)).sum(axis=0, keepdims=True) / counts.sum()


# %% devices_spread_of_means_about_plain_mean: the distances of the means are taken from their plain average
# hint: From which point does the variance of all rows measure its distances?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    center = means.mean(axis=0)
    return mean, (counts * (variances + (means - center) ** 2)).sum(axis=0) / counts.sum()


# %% devices_spread_of_means_missing: the spread of the means is left out of the variance
# hint: Two devices, each with all rows alike, but one at 0 and one at 10: what is the variance of the whole?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    return (counts * means).sum(axis=0) / counts.sum(), (counts * variances).sum(axis=0) / counts.sum()


# %% devices_spread_of_means_subtracted: the spread of the means is subtracted
# hint: Can rows that lie further apart have a smaller variance?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * (variances - (means - mean) ** 2)).sum(axis=0) / counts.sum()


# %% devices_spread_of_means_unweighted: the squared distances of the means count alike
# hint: Which of the two sources of the variance is weighted by the rows in your formula, and which is not?
# loses: sync_stats/variance
def sync_stats(parts):
    counts, means, variances = stacked(parts)
    mean = (counts * means).sum(axis=0) / counts.sum()
    return mean, (counts * variances).sum(axis=0) / counts.sum() + ((means - mean) ** 2).mean(axis=0)
