"""the momentum is taken over as it is."""

IDS = ()
HINT = "With a momentum of 0.1 there, how much of the old value survives one update? And with 0.1 here?"
LOSES = ("torch_to_cs231n/momentum", "cs231n_to_torch/momentum")


def torch_to_cs231n(state, N):
    found = right_torch_to_cs231n(state, N)
    return found | {"momentum": state["momentum"]}


def cs231n_to_torch(param, N):
    found = right_cs231n_to_torch(param, N)
    return found | {"momentum": param.get("momentum", 0.9)}
