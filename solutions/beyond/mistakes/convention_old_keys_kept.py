"""gamma and beta are kept under their old names as well."""

IDS = ()
HINT = "PyTorch refuses keys that it does not know. Which of yours are those?"
LOSES = ("cs231n_to_torch/keys and defaults",)


def cs231n_to_torch(param, N):
    return param | right_cs231n_to_torch(param, N)
