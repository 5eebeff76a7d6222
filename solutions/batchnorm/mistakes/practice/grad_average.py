"""Known mistakes of grad_average, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% average_not_divided: dsquare is not divided by N
# hint: N rows went in, and one came out. How many gradients go back, and what is the share of each?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.ones((N, 1)) * dvar


# %% average_one_row: dsquare has one row for all, and not N rows
# hint: A gradient has the shape of its value. Which shape did the rows have that the mean was taken of?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return dvar / N


# %% average_one_row_kept: dsquare has one row in a matrix, and not N rows
# hint: A gradient has the shape of its value. Which shape did the rows have that the mean was taken of?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return dvar[None] / N


# %% average_passes: what comes in is passed on as it is
# hint: N rows went in, and one came out. How many gradients go back, and what is the share of each?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return dvar.copy()


# %% average_multiplied: dsquare is multiplied by N, and not divided
# hint: N rows went in, and one came out. How many gradients go back, and what is the share of each?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.ones((N, 1)) * dvar * N


# %% average_divided_by_one_less: dsquare is divided by N - 1
# hint: By which number does the mean divide in the forward pass of this node?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.ones((N, 1)) * dvar / (N - 1)


# %% average_divided_twice: dsquare is divided by N twice
# hint: Count the divisions by N in your lines, and in the forward pass of this node.
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.ones((N, 1)) * dvar / N**2


# %% average_divided_by_features: dsquare is divided by the number of features, and not by that of the rows
# hint: Of how many numbers is the mean of one column taken?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.ones((N, 1)) * dvar / dvar.size


# %% average_transposed: dsquare stands on its side, with features in its rows
# hint: Print the shape of what you return. Which axis counts the rows of the batch?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.outer(dvar, np.ones(N)) / N


# %% average_in_a_line: the rows of dsquare stand in one line
# hint: np.tile and np.repeat lengthen the last axis of a row unless they are told which one to make. Print
#   the shape.
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.tile(dvar, N) / N


# %% average_repeated: the numbers of dsquare stand in one line, each of them N times
# hint: np.tile and np.repeat lengthen the last axis of a row unless they are told which one to make. Print
#   the shape.
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.repeat(dvar, N) / N


# %% average_sign: there is a minus
# hint: When all rows move up by one, does their mean move up or down?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return -np.ones((N, 1)) * dvar / N


# %% average_first_row_alone: the first row alone gets a gradient
# hint: Which of the rows had a share in the mean?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.eye(N, 1) * dvar / N


# %% average_slope_alone: the share of a row is returned, and what comes in is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.ones((N, dvar.size)) / N


# %% average_mean_again: the mean is taken once more, over what comes in
# hint: On the way back, one row becomes N. What does a mean of what comes in stand for?
# loses: grad_average/gradient
def grad_average(dvar, N):
    return np.ones((N, dvar.size)) * dvar.mean() / N
