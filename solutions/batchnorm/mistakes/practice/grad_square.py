"""Known mistakes of grad_square, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% square_without_two: the two is missing
# hint: By the third rule a function sends back its slope. What is the slope of a square?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return centred * dsquare


# %% square_without_centred: centred is missing
# hint: By the third rule a function sends back its slope. What is the slope of a square?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return 2 * dsquare


# %% square_value_for_slope: what comes in is multiplied by the square, and not by its slope
# hint: By the third rule a function sends back its slope. What is the slope of a square?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return centred**2 * dsquare


# %% square_not_lowered: the exponent comes down in front, and stays where it was as well
# hint: By the third rule a function sends back its slope. What is the slope of a square?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return 2 * centred**2 * dsquare


# %% square_halved: the two divides, and does not multiply
# hint: By the third rule a function sends back its slope. What is the slope of a square?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return centred * dsquare / 2


# %% square_cubed: the integral of the square is taken, and not its slope
# hint: Is it the slope of the square that is wanted, or the area below it?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return centred**3 / 3 * dsquare


# %% square_slope_alone: the slope is returned, and dsquare is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return 2 * centred


# %% square_forward: the square of the forward pass is computed once more
# hint: The value is there already. What comes back to centred when the square feels dsquare?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return centred**2


# %% square_squares_incoming: dsquare takes the place of centred
# hint: Which of the two arguments went through the square in the forward pass?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return 2 * dsquare * dsquare


# %% square_divided_by_rows: the gradient is divided by the number of rows here as well
# hint: The mean is a node of its own, and dsquare has been through it. What does this node divide?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return 2 * centred * dsquare / len(centred)


# %% square_sign: there is a minus
# hint: Where centred is positive and grows, does its square grow or shrink?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return -2 * centred * dsquare


# %% square_absolute: the sign of centred is lost
# hint: Where centred is negative and grows, does its square grow or shrink?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return 2 * np.abs(centred) * dsquare


# %% square_summed: the gradient is summed over the rows
# hint: Does every row have a centred of its own, or do all of them share one?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return (2 * centred * dsquare).sum(axis=0)


# %% square_passes: what comes in is passed on as it is
# hint: By how much does the square of 3 move when the 3 moves by a little? And that of 5?
# loses: grad_square/gradient
def grad_square(dsquare, centred):
    return dsquare.copy()
