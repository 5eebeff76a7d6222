"""the call multiplies dout itself by gamma."""

IDS = ("B31",)
HINT = "Is your first result a new array, or another name for dout? Look at dout after the call."
LOSES = ("batchnorm_backward/inputs and cache left alone", "batchnorm_backward_alt/inputs and cache left alone")


def batchnorm_backward(dout, cache):
    values = frame_backward(dout, cache)
    dout *= cache.gamma
    return values


batchnorm_backward_alt = batchnorm_backward
