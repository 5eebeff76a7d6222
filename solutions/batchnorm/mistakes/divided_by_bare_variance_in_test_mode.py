"""test mode divides by running_var itself."""

IDS = ("T05",)
HINT = "Which quantity has the same unit as x, the variance or its root? And what protects the division?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / cache.running_var
        out = gamma * x_hat + beta
    return out, cache
