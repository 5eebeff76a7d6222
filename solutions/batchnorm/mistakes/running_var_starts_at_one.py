"""running_var starts at ones when bn_param has none."""

import numpy as np

IDS = ("R18",)
HINT = "Some libraries start there. Which start does the first part of the function give the running averages?"
LOSES = ("batchnorm_forward/averages created when absent",)


def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param.setdefault("running_var", np.ones(x.shape[1], dtype=x.dtype))
    return frame_forward(x, gamma, beta, bn_param)
