"""the new values are written into the given dictionary."""

IDS = ()
HINT = "The caller still needs the layer as it was. Do you build a new dictionary?"
LOSES = ("torch_to_cs231n/state left alone",)


def torch_to_cs231n(state, N):
    found = right_torch_to_cs231n(state, N)
    state.clear()
    state.update(found)
    return state
