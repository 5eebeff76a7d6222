"""dgamma and dbeta are summed over the batch and not over the pixels."""

import numpy as np

IDS = ("S08",)
HINT = "One gamma serves every pixel of its channel, too. What shape should its gradient have?"
LOSES = (
    "spatial_batchnorm_backward/dgamma",
    "spatial_batchnorm_backward/dbeta",
    "spatial_groupnorm_backward/dgamma",
    "spatial_groupnorm_backward/dbeta",
)


def per_pixel(frame):
    def backward(dout, c):
        dx, _, _ = frame(dout, c)
        return dx, np.sum(dout * c.x_hat.reshape(dout.shape), axis=0), np.sum(dout, axis=0)

    return backward


spatial_batchnorm_backward = per_pixel(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = per_pixel(frame_spatial_groupnorm_backward)
