"""the output is computed inside the memory of x."""

IDS = ("F23",)
HINT = "Is your output a new array, or another name for the input? Look at x after the call."
LOSES = ("batchnorm_forward/inputs left alone",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        x -= cache.mean
        x *= gamma / cache.std
        x += beta
        out = x
    return out, cache
