"""gamma enters its own gradient."""

IDS = ("B30",)
HINT = "The output is linear in gamma. Can the slope depend on gamma?"
LOSES = (
    "layernorm_backward/dgamma",
    "spatial_batchnorm_backward/dgamma",
    "spatial_groupnorm_backward/dgamma",
)


def gradients(c, dout, right):
    return right[0], over_places(c, dout * c.gamma * c.x_hat), *right[2:]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)
