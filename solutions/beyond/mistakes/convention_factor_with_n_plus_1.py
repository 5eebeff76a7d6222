"""the factor of the running variance has N + 1 in it."""

IDS = ()
HINT = "Write both variances of the same N numbers side by side. What is their ratio?"
LOSES = ("torch_to_cs231n/running variance", "cs231n_to_torch/running variance")


def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_var": state["running_var"] * N / (N + 1)}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_var": param["running_var"] * (N + 1) / N}
