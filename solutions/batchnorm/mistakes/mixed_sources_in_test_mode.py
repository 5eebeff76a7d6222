"""test mode takes the running mean, but the variance of the batch."""

IDS = ("T06",)
HINT = "In test mode, which numbers in your line come from training and which from the rows at hand?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / cache.std
        out = gamma * x_hat + beta
    return out, cache
