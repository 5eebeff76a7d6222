"""no gradient reaches x through the mean."""

IDS = ("B03",)
HINT = "Add a constant to all numbers that share a mean: out stays. What must their dx add up to?"
LOSES = (
    "layernorm_backward/dx",
    "spatial_batchnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    d = dout * c.gamma
    return (d - c.x_hat * mean(c, d * c.x_hat)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
