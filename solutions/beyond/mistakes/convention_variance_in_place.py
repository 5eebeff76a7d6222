"""the array of the running variance is changed in place."""

IDS = ()
HINT = "A new dictionary may still hold the old arrays. Which operators change an array itself?"
LOSES = ("torch_to_cs231n/state left alone", "cs231n_to_torch/param left alone")


def torch_to_cs231n(state, N):
    found = right_torch_to_cs231n(state, N)
    state["running_var"] *= (N - 1) / N
    return found


def cs231n_to_torch(param, N):
    found = right_cs231n_to_torch(param, N)
    param["running_var"] *= N / (N - 1)
    return found
