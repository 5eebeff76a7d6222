"""Known mistakes of merge_stats."""

import numpy as np


# %% a_changed_in_place: the statistics of a are overwritten with those of all rows
# hint: After the call, does the caller still have the statistics of a?
# loses: merge_stats/inputs left alone
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    mean_a += delta * n_b / n
    M2_a += M2_b + delta**2 * n_a * n_b / n
    return n, mean_a, M2_a


# %% counts_exchanged: each mean is weighed with the count of the other side
# hint: Which side should pull the mean more strongly, the large one or the small one?
# loses: merge_stats/count and mean
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_b - delta * n_b / n, M2_a + M2_b + delta**2 * n_a * n_b / n


# %% counts_not_added: n is the count of one side only
# hint: How many rows are there on both sides together?
# loses: merge_stats/count and mean
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n_a, mean_a + delta * n_b / n, M2_a + M2_b + delta**2 * n_a * n_b / n


# %% cross_term_missing: the distance of the two means adds nothing to M2
# hint: Two batches with no spread at all, at 0 and at 10: do their numbers vary, taken together?
# loses: merge_stats/M2
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b


# %% cross_term_not_divided: the term with the distance of the means is not divided by n
# hint: Check the last term with the batches (0, 2) and (4, 6, 8, 10): it should add 48.
# loses: merge_stats/M2
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b + delta**2 * n_a * n_b


# %% cross_term_subtracted: the term with the distance of the means is subtracted
# hint: Do numbers vary more or less, if two batches with different means are thrown together?
# loses: merge_stats/M2
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b - delta**2 * n_a * n_b / n


# %% cross_term_without_counts: the squared distance of the means is added without its weight
# hint: How much does the distance matter, if one of the sides has very few rows?
# loses: merge_stats/M2
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b + delta**2


# %% delta_from_the_wrong_side: the distance of the means is taken in the opposite direction
# hint: The mean of all lies between the two means. Does yours?
# loses: merge_stats/count and mean
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a - delta * n_b / n, M2_a + M2_b + delta**2 * n_a * n_b / n


# %% distance_not_squared: the distance of the means enters without being squared
# hint: In which unit is M2, if the rows are in metres? And your last term?
# loses: merge_stats/M2
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b + delta * n_a * n_b / n


# %% m2_averaged_as_variances: each M2 is weighed by its share of the rows, as a variance would be
# hint: M2 is a sum, and not yet divided by n. How do two sums become one?
# loses: merge_stats/M2
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, (n_a * M2_a + n_b * M2_b) / n + delta**2 * n_a * n_b / n


# %% means_added: the two means are added
# hint: Merge a batch with itself. What should its mean be?
# loses: merge_stats/count and mean
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + mean_b, M2_a + M2_b + delta**2 * n_a * n_b / n


# %% means_averaged: the two means are averaged without their counts
# hint: If one side has a million rows and the other has one, where should the mean of all lie?
# loses: merge_stats/count and mean
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, (mean_a + mean_b) / 2, M2_a + M2_b + delta**2 * n_a * n_b / n


# %% one_count_in_the_cross_term: the term with the distance of the means has the count of one side only
# hint: Exchange a and b: M2 should stay as it is. Does yours?
# loses: merge_stats/M2
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, M2_a + M2_b + delta**2 * n_b / n


# %% through_sums_of_squares: M2 goes back to sums of squares and forth again
# hint: At an offset of 1e8 two huge numbers are subtracted that are nearly equal. Which small difference does
#   the formula square?
# loses: merge_stats/large offset
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    mean = mean_a + delta * n_b / n
    return n, mean, M2_a + n_a * mean_a**2 + M2_b + n_b * mean_b**2 - n * mean**2


# %% through_variances: each M2 is divided by its count and multiplied again
# hint: What is 0 / 0, when one side has no rows?
# loses: merge_stats/one side empty
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    with np.errstate(invalid="ignore"):
        M2 = n_a * (M2_a / np.float64(n_a)) + n_b * (M2_b / np.float64(n_b)) + delta**2 * n_a * n_b / n
    return n, mean_a + delta * n_b / n, M2


# %% variance_of_all_returned: the M2 of all rows is divided by n
# hint: Your variance is right, but M2 is a sum. When is it divided, and by whom?
# loses: merge_stats/M2
def merge_stats(a, b):
    n_a, mean_a, M2_a = a
    n_b, mean_b, M2_b = b
    n = n_a + n_b
    delta = mean_b - mean_a
    return n, mean_a + delta * n_b / n, (M2_a + M2_b + delta**2 * n_a * n_b / n) / n
