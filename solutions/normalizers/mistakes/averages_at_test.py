"""in test mode, a record of averages normalises, as in batch norm."""

import numpy as np

IDS = ("L09",)
HINT = "An example brings its own mean along. What would a record be for?"
LOSES = ("layernorm_forward/mode is ignored",)


def layernorm_forward(x, gamma, beta, ln_param):
    out, c = frame_layernorm_forward(x, gamma, beta, ln_param)
    if ln_param.get("mode") == "test":
        old_mean = ln_param.get("running_mean", np.zeros(x.shape[1]))
        old_var = ln_param.get("running_var", np.zeros(x.shape[1]))
        out = gamma * (x - old_mean) / np.sqrt(old_var + c.eps) + beta
    return out, c
