"""x is normalised in place."""

IDS = ()
HINT = "Is out a new array or another name for the input?"
LOSES = ("batchrenorm_forward/inputs left alone",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    x[...] = out
    return out, cache
