"""dgamma is taken with x."""

IDS = ("B20",)
HINT = "Which array does gamma multiply in the forward pass?"
LOSES = (
    "layernorm_backward/dgamma",
    "rmsnorm_backward/dgamma",
    "spatial_batchnorm_backward/dgamma",
    "spatial_groupnorm_backward/dgamma",
)


def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.x), *right[2:]


(
    layernorm_backward,
    rmsnorm_backward,
    spatial_batchnorm_backward,
    spatial_groupnorm_backward,
) = backwards(gradients)
