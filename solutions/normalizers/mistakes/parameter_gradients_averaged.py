"""dgamma and dbeta are averaged over the places that they serve."""

IDS = ("B23", "S08")
HINT = "The changes of the loss add up. Does anything in the chain rule divide them by their number?"
LOSES = (
    "layernorm_backward/dgamma",
    "layernorm_backward/dbeta",
    "spatial_batchnorm_backward/dgamma",
    "spatial_batchnorm_backward/dbeta",
    "spatial_groupnorm_backward/dgamma",
    "spatial_groupnorm_backward/dbeta",
)


def gradients(c, dout, right):
    places = dout.size // right[1].size
    return right[0], right[1] / places, right[2] / places


layernorm_backward, _, spatial_batchnorm_backward, spatial_groupnorm_backward = backwards(gradients)
