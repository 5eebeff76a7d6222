"""Known mistakes of grad_reciprocal, which is practice: a handout names them, and nobody marks them."""

import numpy as np


# %% reciprocal_sign: the minus is missing
# hint: Draw 1 / std over std. Does it rise or fall, and where is it steep?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return dinv_std / std**2


# %% reciprocal_not_squared: std is not squared
# hint: Write one over std as a power of std. What happens to the exponent when you differentiate?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return -dinv_std / std


# %% reciprocal_value_for_slope: what comes in is multiplied by the node's value, and not by its slope
# hint: By the third rule a function sends back its slope. What is the slope of one over std?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return dinv_std / std


# %% reciprocal_multiplied: std squared is multiplied, and does not divide
# hint: Draw 1 / std over std. Does it rise or fall, and where is it steep?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return -dinv_std * std**2


# %% reciprocal_cubed: std is taken to the third power
# hint: Write one over std as a power of std. What happens to the exponent when you differentiate?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return -dinv_std / std**3


# %% reciprocal_of_a_root: the slope of one over a root is taken
# hint: std is the root already, and this node starts from std. Where does the half come from?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return -dinv_std / (2 * std**1.5)


# %% reciprocal_halved: there is a factor of one half
# hint: Which other node of the graph has a half in its slope, and is it this one?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return -dinv_std / (2 * std**2)


# %% reciprocal_doubled: there is a factor of two
# hint: Write one over std as a power of std. Which number comes down in front?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return -2 * dinv_std / std**2


# %% reciprocal_logarithm: the integral of one over std is taken, and not its slope
# hint: Is it the slope of one over std that is wanted, or the area below it?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return dinv_std * np.log(std)


# %% reciprocal_slope_alone: the slope is returned, and dinv_std is not used
# hint: The gradient that comes in says how much the loss feels of this box. Where does it enter your lines?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return -1 / std**2


# %% reciprocal_forward: the value of the forward pass is computed once more
# hint: The value is there already. What comes back to std when inv_std feels dinv_std?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return 1 / std


# %% reciprocal_passes: what comes in is passed on as it is
# hint: By how much does one over std move when std moves by a little?
# loses: grad_reciprocal/gradient
def grad_reciprocal(dinv_std, std):
    return dinv_std.copy()
