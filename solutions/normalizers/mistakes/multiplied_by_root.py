"""x is divided by the inverse of the root, so it grows where it should shrink."""

IDS = ("M04",)
HINT = "Take a row ten times as long. Should its output be longer? Look at what your inverse already does."
LOSES = (
    "layernorm_forward/output",
    "rmsnorm_forward/output",
    "spatial_batchnorm_forward/output",
    "spatial_groupnorm_forward/output",
)


def output(c):
    return c.gamma * c.xc * c.std + c.beta


layernorm_forward, rmsnorm_forward, spatial_batchnorm_forward, spatial_groupnorm_forward = forwards(output)
