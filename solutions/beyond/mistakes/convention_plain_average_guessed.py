"""a momentum of None becomes one minus one over the count."""

IDS = ()
HINT = "That is the weight of the last batch. Which weight would the next one get?"
LOSES = ("torch_to_cs231n/plain average",)


def torch_to_cs231n(state, N):
    if state["momentum"] is None:
        state = state | {"momentum": 1 / state["num_batches_tracked"]}
    return right_torch_to_cs231n(state, N)
