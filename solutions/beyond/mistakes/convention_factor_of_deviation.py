"""the running variance gets the factor of a standard deviation."""

import numpy as np

IDS = ()
HINT = "The key says variance. Does its factor have a root in it?"
LOSES = ("torch_to_cs231n/running variance", "cs231n_to_torch/running variance")


def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_var": state["running_var"] * np.sqrt((N - 1) / N)}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_var": param["running_var"] * np.sqrt(N / (N - 1))}
