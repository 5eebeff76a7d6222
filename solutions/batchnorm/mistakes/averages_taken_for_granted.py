"""test mode reads running averages that bn_param does not have yet."""

import numpy as np

IDS = ("R19",)
HINT = (
    "A fresh bn_param has no history. What does your function look up in it, and what should it fall back on?"
)
LOSES = ("batchnorm_forward/averages created when absent",)


def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] == "test":
        x_hat = x - bn_param["running_mean"]
        x_hat = x_hat / np.sqrt(bn_param["running_var"] + bn_param.get("eps", 1e-5))
        return gamma * x_hat + beta, None
    return frame_forward(x, gamma, beta, bn_param)
