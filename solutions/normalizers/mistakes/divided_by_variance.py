"""the division is by the variance, without its root."""

IDS = ("F01",)
HINT = "Which quantity has the same unit as x: the mean of the squares, or its root?"
LOSES = (
    "layernorm_forward/output",
    "rmsnorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * c.xc / (c.var + c.eps) + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
