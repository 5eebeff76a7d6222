"""the running variance is taken over as it is."""

IDS = ()
HINT = "By what does each library divide the variance that it records?"
LOSES = ("torch_to_cs231n/running variance", "cs231n_to_torch/running variance")


def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_var": state["running_var"].copy()}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_var": param["running_var"].copy()}
