"""the groups of the backward pass are not those of the forward pass."""

import numpy as np

IDS = ("G01",)
HINT = "Which channels are in the first group, in either pass?"
LOSES = ("spatial_groupnorm_backward/dx",)


def spatial_groupnorm_backward(dout, cache):
    _, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    (N, G, size, H, W), C = cache.x.shape, dout.shape[1]
    over = {"axis": (1, 3, 4), "keepdims": True}
    d = (dout * cache.gamma.reshape(1, C, 1, 1)).reshape(N, size, G, H, W)
    h = cache.x_hat.reshape(N, size, G, H, W)
    rest = d - d.mean(**over) - h * np.mean(d * h, **over)
    inv_std = np.repeat(1 / cache.std.reshape(N, G), size, axis=1)
    return rest.reshape(dout.shape) * inv_std.reshape(N, C, 1, 1), dgamma, dbeta
