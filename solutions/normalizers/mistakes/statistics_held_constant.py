"""the statistics are taken for constants."""

IDS = ("L16", "M06")
HINT = (
    "Nudge one number. Do only its own output and its own dx answer, or do those that share its "
    "statistics move as well?"
)
LOSES = (
    "layernorm_backward/dx",
    "rmsnorm_backward/dx",
    "spatial_batchnorm_backward/dx",
    "spatial_groupnorm_backward/dx",
)


def dx(c, dout):
    return dout * c.gamma / c.std


layernorm_backward, rmsnorm_backward, spatial_batchnorm_backward, spatial_groupnorm_backward = with_dx(dx)
