"""dgamma and dbeta are summed over the channels of a group."""

import numpy as np

IDS = ("G04",)
HINT = "Statistics belong to groups. Whom do gamma and beta belong to?"
LOSES = (
    "spatial_groupnorm_backward/dgamma",
    "spatial_groupnorm_backward/dbeta",
)


def spatial_groupnorm_backward(dout, cache):
    dx, _, _ = frame_spatial_groupnorm_backward(dout, cache)
    d = dout.reshape(cache.x.shape)
    return dx, np.sum(d * cache.x_hat, axis=(0, 2, 3, 4)), np.sum(d, axis=(0, 2, 3, 4))
