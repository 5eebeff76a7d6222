"""Known mistakes of grad_root, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% root_not_halved: the half is missing
# hint: Write the root as a power. Which number comes down in front when you differentiate, and what becomes
#   of the exponent?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return dstd / np.sqrt(var + eps)


# %% root_precedence: the root is multiplied, and does not divide
# hint: Python works from left to right: a / 2 * b is half of a, times b. Where do you want brackets?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return dstd / 2 * np.sqrt(var + eps)


# %% root_value_for_slope: what comes in is multiplied by the node's value, and not by its slope
# hint: By the third rule a function sends back its slope. What is the slope of a root?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return dstd * np.sqrt(var + eps)


# %% root_without_root: the root is forgotten below the fraction line
# hint: Write the root as a power. Which number comes down in front when you differentiate, and what becomes
#   of the exponent?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return dstd / (2 * (var + eps))


# %% root_doubled: there is a factor of two where a half belongs
# hint: Write the root as a power. Which number comes down in front when you differentiate, and what becomes
#   of the exponent?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return 2 * dstd / np.sqrt(var + eps)


# %% root_without_eps: eps is left out
# hint: What stands below the root in the forward pass of this node?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return dstd / (2 * np.sqrt(var))


# %% root_eps_outside: eps is added outside the root
# hint: What stands below the root in the forward pass of this node, and what beside it?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return dstd / (2 * (np.sqrt(var) + eps))


# %% root_eps_hard_coded: eps is {EPS}, whatever the caller passes
# hint: Your function is told which eps it is. Where do you use it?
# loses: grad_root/gradient
# each: EPS = 1e-5, 1e-8
def grad_root(dstd, var, eps):
    return dstd / (2 * np.sqrt(var + EPS))


# %% root_sign: there is a minus
# hint: Draw the root of var over var. Does it rise or fall?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return -dstd / (2 * np.sqrt(var + eps))


# %% root_of_the_reciprocal: the slope of one over the root is taken
# hint: One over std is a node of its own, and its slope comes in with dstd. Where does this node end?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return -dstd / (2 * (var + eps) ** 1.5)


# %% root_of_the_reciprocal_without_sign: the exponent of the slope is -3/2, which is that of one over the
#   root
# hint: Write the root as a power. Which number comes down in front when you differentiate, and what becomes
#   of the exponent?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return dstd / (2 * (var + eps) ** 1.5)


# %% root_slope_alone: the slope is returned, and dstd is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return 1 / (2 * np.sqrt(var + eps))


# %% root_forward: the value of the forward pass is computed once more
# hint: The value is there already. What comes back to var when std feels dstd?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return np.sqrt(var + eps)


# %% root_passes: what comes in is passed on as it is
# hint: By how much does the root move when var moves by a little?
# loses: grad_root/gradient
def grad_root(dstd, var, eps):
    return dstd.copy()
