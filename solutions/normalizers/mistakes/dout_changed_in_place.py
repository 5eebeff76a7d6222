"""the call multiplies dout by gamma where it lies."""

import numpy as np

IDS = ("B31",)
HINT = "Does *= make a new array? Look at dout after the call."
LOSES = (
    "layernorm_backward/inputs and cache left alone",
    "rmsnorm_backward/inputs and cache left alone",
    "spatial_batchnorm_backward/inputs and cache left alone",
    "spatial_groupnorm_backward/inputs and cache left alone",
)


def in_place(frame):
    def backward(dout, c):
        found = frame(dout, c)
        dout *= np.max(np.abs(c.gamma)) + 1.0
        return found

    return backward


layernorm_backward, rmsnorm_backward = in_place(frame_layernorm_backward), in_place(frame_rmsnorm_backward)
spatial_batchnorm_backward = in_place(frame_spatial_batchnorm_backward)
spatial_groupnorm_backward = in_place(frame_spatial_groupnorm_backward)
