"""eps is 1e-5 whatever was passed."""

IDS = ()
HINT = "The caller passed another eps. Does the function hear of it?"
LOSES = ("batchrenorm_forward/eps",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    again = param | {"mode": "train" if cache.training else "test", "eps": 1e-5}
    again |= {"running_mean": cache.running_mean, "running_var": cache.running_var}
    out = frame_forward(x, gamma, beta, again)[0]
    return out, cache
