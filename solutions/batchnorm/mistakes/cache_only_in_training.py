"""the cache is made of names that only the training branch defines."""

IDS = ("F27",)
HINT = "Walk through your function in test mode. Does every name that the last lines use exist by then?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, right = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        cache = right
    return out, cache
