"""the gradient through the mean is kept from layer norm."""

IDS = ("M05",)
HINT = "Add a constant to a row. Does RMSNorm give the same output? Then must dx add up to zero?"
LOSES = ("rmsnorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d) - c.x_hat * mean(c, d * c.x_hat)) / c.std


_, rmsnorm_backward, _, _ = with_dx(dx)
