"""Known mistakes of welford."""

import numpy as np


# %% count_from_enumerate: n is the number of the last row, counted from zero
# hint: What does enumerate begin with? How many rows are there when the last one has number 6?
# loses: welford/count and mean
def welford(stream):
    *_, mean, M2 = right_welford(rows := list(stream))
    return len(rows) - 1, mean, M2


# %% divided_by_the_next_count: each row is weighed as if one more had arrived before it
# hint: What should the mean be after the very first row? What is yours?
# loses: welford/count and mean, welford/M2
def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / (n + 1)
        M2 = M2 + delta * (row - mean)
    return n, mean, M2


# %% first_row_not_counted: the first row is used up to find the shape and not counted
# hint: Which rows does your loop see, if one was taken from the stream before it begins?
# loses: welford/count and mean, welford/M2
def welford(stream):
    rows = iter(stream)
    zero = np.zeros(len(next(rows)))
    n, mean, M2 = 0, zero, zero
    for row in rows:
        n += 1
        delta = row - mean
        mean = mean + delta / n
        M2 = M2 + delta * (row - mean)
    return n, mean, M2


# %% first_row_overwritten: the mean is kept in the memory of the first row
# hint: Your mean begins as the first row. Is it a copy of that row, or the row itself?
# loses: welford/rows left alone
def welford(stream):
    rows = iter(stream)
    mean = next(rows)
    n, M2 = 1, np.zeros(len(mean))
    for row in rows:
        n += 1
        delta = row - mean
        mean += delta / n
        M2 += delta * (row - mean)
    return n, mean, M2


# %% halfway_to_each_row: the mean moves half of the way to each row
# hint: How much weight should the thousandth row have in a mean of a thousand?
# loses: welford/count and mean, welford/M2
def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / 2
        M2 = M2 + delta * (row - mean)
    return n, mean, M2


# %% length_asked: the stream is asked for its length
# hint: A generator does not know how many rows will come. How can you know n after each row?
# loses: welford/one pass
def welford(stream):
    n = len(stream)
    mean = sum(stream) / n
    return n, mean, sum((row - mean) ** 2 for row in stream)


# %% m2_divided_by_n: M2 is divided by n at the end
# hint: Your variance is right, but M2 is a sum. When is it divided, and by whom?
# loses: welford/M2
def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / n
        M2 = M2 + delta * (row - mean)
    return n, mean, M2 / n


# %% m2_divided_by_n_minus_1: M2 is divided by n - 1 at the end
# hint: M2 is a sum. When is it divided, and by whom?
# loses: welford/M2
def welford(stream):
    (n, mean, M2) = right_welford(stream)
    with np.errstate(invalid="ignore"):
        return n, mean, M2 / np.float64(n - 1)


# %% m2_overwritten: M2 holds the last row's part only
# hint: How much of the first rows is left in your M2 at the end?
# loses: welford/M2
def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / n
        M2 = delta * (row - mean)
    return n, mean, M2


# %% m2_with_new_mean_only: M2 takes the square of the distance to the mean as it is after the row
# hint: Two means appear in the product: one from before the row, one from after it. Which do you use?
# loses: welford/M2
def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        mean = mean + (row - mean) / n
        M2 = M2 + (row - mean) ** 2
    return n, mean, M2


# %% m2_with_old_mean_only: M2 takes the square of the distance to the mean as it was before the row
# hint: Two means appear in the product: one from before the row, one from after it. Which do you use?
# loses: welford/M2
def welford(stream):
    n, mean, M2 = 0, 0.0, 0.0
    for row in stream:
        n += 1
        delta = row - mean
        mean = mean + delta / n
        M2 = M2 + delta * delta
    return n, mean, M2


# %% stream_read_twice: the stream is read a second time, when nothing is left of it
# hint: A generator can be read once only. What can you keep from each row as it passes?
# loses: welford/one pass
def welford(stream):
    total, n = 0.0, 0
    for row in stream:
        total, n = total + row, n + 1
    mean, M2 = total / n, np.zeros(len(total))
    for row in stream:
        M2 = M2 + (row - mean) ** 2
    return n, mean, M2


# %% sum_in_place_of_mean: the rows are added up and not averaged
# hint: Is your mean between the smallest and the largest row?
# loses: welford/count and mean
def welford(stream):
    n, mean, M2 = right_welford(stream)
    return n, n * mean, M2


# %% sums_of_squares: M2 is the sum of the squares minus n times the square of the mean
# hint: At an offset of 1e8 two huge numbers are subtracted that are nearly equal. What do Welford's steps
#   square?
# loses: welford/large offset
def welford(stream):
    n, total, squares = 0, 0.0, 0.0
    for row in stream:
        n, total, squares = n + 1, total + row, squares + row**2
    mean = total / n
    return n, mean, squares - n * mean**2
