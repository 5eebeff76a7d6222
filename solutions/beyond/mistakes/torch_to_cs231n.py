"""Known mistakes of torch_to_cs231n."""

import numpy as np


# %% convention_factor_of_deviation: the running variance gets the factor of a standard deviation
# hint: The key says variance. Does its factor have a root in it?
# loses: torch_to_cs231n/running variance, cs231n_to_torch/running variance
def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_var": state["running_var"] * np.sqrt((N - 1) / N)}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_var": param["running_var"] * np.sqrt(N / (N - 1))}


# %% convention_factor_upside_down: the factor of the running variance stands upside down
# hint: Which of the two running variances is the larger one? Do you make it larger or smaller?
# loses: torch_to_cs231n/running variance, cs231n_to_torch/running variance
def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_var": state["running_var"] * N / (N - 1)}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_var": param["running_var"] * (N - 1) / N}


# %% convention_factor_with_n_plus_1: the factor of the running variance has N + 1 in it
# hint: Write both variances of the same N numbers side by side. What is their ratio?
# loses: torch_to_cs231n/running variance, cs231n_to_torch/running variance
def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_var": state["running_var"] * N / (N + 1)}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_var": param["running_var"] * (N + 1) / N}


# %% convention_mean_converted_too: the running mean gets the factor of the variance
# hint: Do the two libraries take different means of the same numbers?
# loses: torch_to_cs231n/scale, shift, mean and eps, cs231n_to_torch/scale, shift and mean
def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_mean": state["running_mean"] * (N - 1) / N}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_mean": param["running_mean"] * N / (N - 1)}


# %% convention_momentum_copied: the momentum is taken over as it is
# hint: With a momentum of 0.1 there, how much of the old value survives one update? And with 0.1 here?
# loses: torch_to_cs231n/momentum, cs231n_to_torch/momentum
def torch_to_cs231n(state, N):
    found = right_torch_to_cs231n(state, N)
    return found | {"momentum": state["momentum"]}


def cs231n_to_torch(param, N):
    found = right_cs231n_to_torch(param, N)
    return found | {"momentum": param.get("momentum", 0.9)}


# %% convention_plain_average_guessed: a momentum of None becomes one minus one over the count
# hint: That is the weight of the last batch. Which weight would the next one get?
# loses: torch_to_cs231n/plain average
def torch_to_cs231n(state, N):
    if state["momentum"] is None:
        state = state | {"momentum": 1 / state["num_batches_tracked"]}
    return right_torch_to_cs231n(state, N)


# %% convention_plain_average_overlooked: a momentum of None is not foreseen
# hint: What does PyTorch record when its momentum is None, and which constant weight does that?
# loses: torch_to_cs231n/plain average
def torch_to_cs231n(state, N):
    momentum = 1 - state["momentum"]
    return right_torch_to_cs231n(state, N) | {"momentum": momentum}


# %% convention_scale_and_shift_swapped: scale and shift change places
# hint: Which of the two multiplies in each library?
# loses: torch_to_cs231n/scale, shift, mean and eps, cs231n_to_torch/scale, shift and mean
def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"gamma": state["bias"].copy(), "beta": state["weight"].copy()}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"weight": param["beta"].copy(), "bias": param["gamma"].copy()}


# %% convention_state_changed: the new values are written into the given dictionary
# hint: The caller still needs the layer as it was. Do you build a new dictionary?
# loses: torch_to_cs231n/state left alone
def torch_to_cs231n(state, N):
    found = right_torch_to_cs231n(state, N)
    state.clear()
    state.update(found)
    return state


# %% convention_variance_copied: the running variance is taken over as it is
# hint: By what does each library divide the variance that it records?
# loses: torch_to_cs231n/running variance, cs231n_to_torch/running variance
def torch_to_cs231n(state, N):
    return right_torch_to_cs231n(state, N) | {"running_var": state["running_var"].copy()}


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"running_var": param["running_var"].copy()}


# %% convention_variance_in_place: the array of the running variance is changed in place
# hint: A new dictionary may still hold the old arrays. Which operators change an array itself?
# loses: torch_to_cs231n/state left alone, cs231n_to_torch/param left alone
def torch_to_cs231n(state, N):
    found = right_torch_to_cs231n(state, N)
    state["running_var"] *= (N - 1) / N
    return found


def cs231n_to_torch(param, N):
    found = right_cs231n_to_torch(param, N)
    param["running_var"] *= N / (N - 1)
    return found
