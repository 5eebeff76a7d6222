"""the momentum must be there."""

IDS = ()
HINT = "In this course, two of the settings may be absent. What holds then?"
LOSES = ("cs231n_to_torch/keys and defaults",)


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch(param, N) | {"momentum": 1 - param["momentum"]}
