"""beta is left out."""

IDS = ()
HINT = "Does each of the parameters change the output?"
LOSES = (
    "layernorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * c.x_hat


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
