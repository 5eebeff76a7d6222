"""beta is added first and then scaled by gamma."""

IDS = ()
HINT = "Where x_hat is zero, what must the output be?"
LOSES = (
    "layernorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * (c.x_hat + c.beta)


layernorm_forward, _, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
