"""the mean is not subtracted."""

IDS = ()
HINT = "What is the mean of the numbers in one set of your result, before gamma and beta?"
LOSES = (
    "layernorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * c.x / c.std + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
