"""Known mistakes of grad_mean, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% mean_not_divided: dx is not divided by N
# hint: N rows went in, and one came out. How many gradients go back, and what is the share of each?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.ones((N, 1)) * dmu


# %% mean_one_row: dx has one row for all, and not N rows
# hint: A gradient has the shape of its value. Which shape did the rows have that the mean was taken of?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return dmu / N


# %% mean_one_row_kept: dx has one row in a matrix, and not N rows
# hint: A gradient has the shape of its value. Which shape did the rows have that the mean was taken of?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return dmu[None] / N


# %% mean_passes: what comes in is passed on as it is
# hint: N rows went in, and one came out. How many gradients go back, and what is the share of each?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return dmu.copy()


# %% mean_multiplied: dx is multiplied by N, and not divided
# hint: N rows went in, and one came out. How many gradients go back, and what is the share of each?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.ones((N, 1)) * dmu * N


# %% mean_divided_by_one_less: dx is divided by N - 1
# hint: By which number does the mean divide in the forward pass of this node?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.ones((N, 1)) * dmu / (N - 1)


# %% mean_divided_twice: dx is divided by N twice
# hint: Count the divisions by N in your lines, and in the forward pass of this node.
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.ones((N, 1)) * dmu / N**2


# %% mean_divided_by_features: dx is divided by the number of features, and not by that of the rows
# hint: Of how many numbers is the mean of one column taken?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.ones((N, 1)) * dmu / dmu.size


# %% mean_transposed: dx stands on its side, with features in its rows
# hint: Print the shape of what you return. Which axis counts the rows of the batch?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.outer(dmu, np.ones(N)) / N


# %% mean_in_a_line: the rows of dx stand in one line
# hint: np.tile and np.repeat lengthen the last axis of a row unless they are told which one to make. Print
#   the shape.
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.tile(dmu, N) / N


# %% mean_repeated: the numbers of dx stand in one line, each of them N times
# hint: np.tile and np.repeat lengthen the last axis of a row unless they are told which one to make. Print
#   the shape.
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.repeat(dmu, N) / N


# %% mean_sign: there is a minus
# hint: When all rows move up by one, does their mean move up or down?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return -np.ones((N, 1)) * dmu / N


# %% mean_first_row_alone: the first row alone gets a gradient
# hint: Which of the rows had a share in the mean?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.eye(N, 1) * dmu / N


# %% mean_slope_alone: the share of a row is returned, and what comes in is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.ones((N, dmu.size)) / N


# %% mean_mean_again: the mean is taken once more, over what comes in
# hint: On the way back, one row becomes N. What does a mean of what comes in stand for?
# loses: grad_mean/gradient
def grad_mean(dmu, N):
    return np.ones((N, dmu.size)) * dmu.mean() / N
