"""scale and shift change places."""

IDS = ()
HINT = "Which of the two multiplies in each library?"
LOSES = ("torch_to_cs231n/scale, shift, mean and eps", "cs231n_to_torch/scale, shift and mean")


def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"gamma": state["bias"].copy(), "beta": state["weight"].copy()}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"weight": param["beta"].copy(), "bias": param["gamma"].copy()}
