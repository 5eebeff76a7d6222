"""an absent momentum of ours is taken for 0.1."""

IDS = ()
HINT = "Whose default is 0.1, and whose is 0.9?"
LOSES = ("cs231n_to_torch/keys and defaults",)


def cs231n_to_torch(param, N):
    return right_cs231n_to_torch({"momentum": 0.1} | param, N)
