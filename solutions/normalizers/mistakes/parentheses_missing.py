"""only the mean is divided by the root, not the difference."""

IDS = ()
HINT = "Subtract first, then divide: does Python read your line so?"
LOSES = (
    "layernorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * (c.x - c.mean / c.std) + c.beta


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
