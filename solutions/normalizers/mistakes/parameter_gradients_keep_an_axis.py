"""the gradients of the parameters keep an axis of length one."""

import numpy as np

IDS = ("B29",)
HINT = (
    "Your numbers are fine. A gradient has the shape of what it belongs to: what would gamma look like "
    "after an update?"
)
LOSES = (
    "layernorm_backward/shapes",
    "rmsnorm_backward/shapes",
    "spatial_batchnorm_backward/shapes",
)


def keep_an_axis(frame):
    def backward(dout, c):
        dx, *others = frame(dout, c)
        return dx, *(one[np.newaxis] for one in others)

    return backward


layernorm_backward = keep_an_axis(frame_layernorm_backward)
rmsnorm_backward = keep_an_axis(frame_rmsnorm_backward)
spatial_batchnorm_backward = keep_an_axis(frame_spatial_batchnorm_backward)
