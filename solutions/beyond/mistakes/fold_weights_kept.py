"""only the bias is folded, and the weights stay as they are."""

import numpy as np

IDS = ()
HINT = (
    "Send an input of zeros through both, then an input of ones. Which of the two tells you about the weights?"
)
LOSES = ("fold_batchnorm/folded weights",)


def fold_batchnorm(W, b, gamma, beta, running_mean, running_var, eps=1e-5):
    slope = gamma / np.sqrt(running_var + eps)
    return W.copy(), (b - running_mean) * slope + beta
