"""gamma and beta have changed places."""

IDS = ("F11",)
HINT = "Which of the two should be left alone in the output where the normalised value is zero?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        out = beta * cache.x_hat + gamma
    return out, cache
