"""ln_param gains the keys of batch norm."""

import numpy as np

IDS = ("L07",)
HINT = "Layer norm has no mode and no memory. Hand a dictionary of your own to the function you borrow."
LOSES = ()
WARNS = True


def layernorm_forward(x, gamma, beta, ln_param):
    ln_param["mode"] = "train"
    ln_param["running_mean"] = np.zeros(len(x))
    return frame_layernorm_forward(x, gamma, beta, ln_param)
