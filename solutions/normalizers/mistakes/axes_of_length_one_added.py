"""out has axes of length one in front."""

import numpy as np

IDS = ("G06",)
HINT = "Your numbers are fine. Where does each np.newaxis put its axis?"
LOSES = ("spatial_groupnorm_forward/shapes",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    out, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    return out[np.newaxis, np.newaxis, np.newaxis], c
