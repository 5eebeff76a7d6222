"""a momentum of None is not foreseen."""

IDS = ()
HINT = "What does PyTorch record when its momentum is None, and which constant weight does that?"
LOSES = ("torch_to_cs231n/plain average",)


def torch_to_cs231n(state, N):
    momentum = 1 - state["momentum"]
    return right_torch_to_cs231n(state, N) | {"momentum": momentum}
