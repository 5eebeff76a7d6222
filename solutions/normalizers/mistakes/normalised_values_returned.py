"""the normalised values are returned, without gamma and beta."""

IDS = ()
HINT = "Which variable do you hand back, and which one holds the result of the last step?"
LOSES = (
    "layernorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.x_hat


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
