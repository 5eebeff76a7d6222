"""Known mistakes of rmsnorm_forward."""

import numpy as np


# %% eps_in_the_sum: eps is added to the sum of the squares, before the mean is taken
# hint: To which quantity does the formula add eps, to the sum or to the mean?
# loses: rmsnorm_forward/eps
def output(c):
    return c.gamma * c.x / np.sqrt((np.sum(c.x**2, axis=1, keepdims=True) + c.eps) / c.count)


_, rmsnorm_forward, _, _ = forwards(output)


# %% half_precision_squares: the squares are taken in half precision
# hint: How many digits does float16 have, and how large can a square become in it?
# loses: rmsnorm_forward/output
def output(c):
    squares = np.float16(c.x) ** 2
    return c.gamma * c.x / np.sqrt(mean(c, squares.astype(float)) + c.eps)


_, rmsnorm_forward, _, _ = forwards(output)


# %% mean_subtracted: the mean is subtracted first, as in layer norm
# hint: What does the name root mean square leave out?
# loses: rmsnorm_forward/output
def output(c):
    xc = c.x - mean(c, c.x)
    return c.gamma * xc / np.sqrt(mean(c, xc**2) + c.eps)


_, rmsnorm_forward, _, _ = forwards(output)


# %% one_plus_gamma: gamma counts from one: the scale is 1 + gamma
# hint: Some libraries store the scale minus one. What does the formula here multiply by?
# loses: rmsnorm_forward/output
def output(c):
    return (1 + c.gamma) * c.x_hat


_, rmsnorm_forward, _, _ = forwards(output)


# %% spread_about_mean: the division is by the standard deviation
# hint: The squares of which numbers are averaged? Is there any mean in this formula?
# loses: rmsnorm_forward/output
def output(c):
    return c.gamma * c.x / np.sqrt(np.var(c.x, axis=1, keepdims=True) + c.eps)


_, rmsnorm_forward, _, _ = forwards(output)
