"""Known mistakes of cs231n_to_torch."""


# %% convention_count_left_out: num_batches_tracked is left out
# hint: Compare the keys that you return with the right column of the table.
# loses: cs231n_to_torch/keys and defaults
def cs231n_to_torch(param, N):
    found = right_cs231n_to_torch(param, N)
    del found["num_batches_tracked"]
    return found


# %% convention_default_of_the_other: an absent momentum of ours is taken for 0.1
# hint: Whose default is 0.1, and whose is 0.9?
# loses: cs231n_to_torch/keys and defaults
def cs231n_to_torch(param, N):
    return right_cs231n_to_torch({"momentum": 0.1} | param, N)


# %% convention_defaults_overlooked: the momentum must be there
# hint: In this course, two of the settings may be absent. What holds then?
# loses: cs231n_to_torch/keys and defaults
def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"momentum": 1 - param["momentum"]}


# %% convention_old_keys_kept: gamma and beta are kept under their old names as well
# hint: PyTorch refuses keys that it does not know. Which of yours are those?
# loses: cs231n_to_torch/keys and defaults
def cs231n_to_torch(param, N):
    return param | right_cs231n_to_torch(param, N)
