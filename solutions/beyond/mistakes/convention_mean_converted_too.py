"""the running mean gets the factor of the variance."""

IDS = ()
HINT = "Do the two libraries take different means of the same numbers?"
LOSES = ("torch_to_cs231n/scale, shift, mean and eps", "cs231n_to_torch/scale, shift and mean")


def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_mean": state["running_mean"] * (N - 1) / N}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_mean": param["running_mean"] * N / (N - 1)}
