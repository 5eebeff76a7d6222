"""dgamma and dbeta have changed places."""

IDS = ("B28",)
HINT = "In which order does the docstring ask for the gradients?"
LOSES = (
    "layernorm_backward/dgamma",
    "layernorm_backward/dbeta",
    "spatial_batchnorm_backward/dgamma",
    "spatial_batchnorm_backward/dbeta",
    "spatial_groupnorm_backward/dgamma",
    "spatial_groupnorm_backward/dbeta",
)


def gradients(c, dout, right):
    return right[0], right[2], right[1]


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)
