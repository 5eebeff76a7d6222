"""test mode divides by the variance with eps, without taking the root."""

IDS = ("T05",)
HINT = "Which quantity has the same unit as x, the variance or its root?"
LOSES = ("batchnorm_forward/test output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "test":
        x_hat = (x - cache.running_mean) / (cache.running_var + cache.eps)
        out = gamma * x_hat + beta
    return out, cache
