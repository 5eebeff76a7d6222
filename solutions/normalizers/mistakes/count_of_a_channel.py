"""the sums of dx are divided by the number of pixels, without the channels of the group."""

IDS = ()
HINT = "How many numbers share a mean in one group?"
LOSES = ("spatial_groupnorm_backward/dx",)


def dx(c, dout):
    d = dout * c.gamma
    channels = c.x.shape[2]
    return (d - channels * (mean(c, d) + c.x_hat * mean(c, d * c.x_hat))) / c.std


_, _, _, spatial_groupnorm_backward = with_dx(dx)
