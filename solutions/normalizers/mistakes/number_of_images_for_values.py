"""the sums of dx are divided by the number of images."""

IDS = ("S07",)
HINT = "How many numbers share a mean: as many as there are images?"
LOSES = ("spatial_batchnorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    share = c.count / len(dout)
    return (d - share * (mean(c, d) + c.x_hat * mean(c, d * c.x_hat))) / c.std


_, _, spatial_batchnorm_backward, _ = with_dx(dx)
