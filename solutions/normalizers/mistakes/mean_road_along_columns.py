"""the gradient through the mean is summed along the columns."""

IDS = ("L03",)
HINT = "Every sum has to change its axis. Did one of them stay behind?"
LOSES = ("layernorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    return (d - d.mean(axis=0) - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, _, _ = with_dx(dx)
