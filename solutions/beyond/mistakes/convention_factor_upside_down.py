"""the factor of the running variance stands upside down."""

IDS = ()
HINT = "Which of the two records is the larger one? Do you make it larger or smaller?"
LOSES = ("torch_to_cs231n/running variance", "cs231n_to_torch/running variance")


def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_var": state["running_var"] * N / (N - 1)}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_var": param["running_var"] * (N - 1) / N}
