"""no gradient reaches x through the spread."""

IDS = ("B02",)
HINT = "x reaches the output by three roads. One of them is not travelled."
LOSES = (
    "layernorm_backward/dx",
    "spatial_batchnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    d = dout * c.gamma
    return (d - mean(c, d)) / c.std


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
