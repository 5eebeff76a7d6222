"""gamma and beta meet the channels in another order than that of the groups."""

import numpy as np

IDS = ("G09",)
HINT = "The channels of a group are neighbours. Are their gammas neighbours too, in your arrangement?"
LOSES = ("spatial_groupnorm_forward/output",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    C = x.shape[1]
    order = np.arange(C).reshape(C // G, G).T.ravel()
    return gamma[:, order] * c.x_hat.reshape(x.shape) + beta[:, order], c
