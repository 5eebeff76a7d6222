"""test mode returns x as it came."""

IDS = ("T11",)
HINT = "The next layer has only ever seen values that were normalised first. What does it receive in test mode?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        out = x.copy()
    return out, cache
