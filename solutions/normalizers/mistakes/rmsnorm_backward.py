"""Known mistakes of rmsnorm_backward."""


# %% dgamma_averaged: dgamma is averaged over the rows
# hint: The changes of the loss add up. Does anything in the chain rule divide them by their number?
# loses: rmsnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], right[1] / len(dout)


_, rmsnorm_backward, _, _ = backwards(gradients)


# %% mean_road_in_rmsnorm: the gradient through the mean is kept from layer norm
# hint: Add a constant to a row. Does RMSNorm give the same output? Then must dx add up to zero?
# loses: rmsnorm_backward/dx
def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, rmsnorm_backward, _, _ = with_dx(dx)


# %% rms_dgamma_with_output: dgamma is taken with the output, which has gamma in it already
# hint: The output is linear in gamma. Can the slope depend on gamma?
# loses: rmsnorm_backward/dgamma
def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.gamma * c.x_hat)


_, rmsnorm_backward, _, _ = backwards(gradients)
