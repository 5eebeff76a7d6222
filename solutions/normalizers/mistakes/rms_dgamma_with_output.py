"""dgamma is taken with the output, which has gamma in it already."""

IDS = ("B21", "B30")
HINT = "The output is linear in gamma. Can the slope depend on gamma?"
LOSES = ("rmsnorm_backward/dgamma",)


def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.gamma * c.x_hat)


_, rmsnorm_backward, _, _ = backwards(gradients)
