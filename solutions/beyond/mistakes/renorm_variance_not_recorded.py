"""only the running mean moves."""

IDS = ()
HINT = "Check both lines of the record."
LOSES = ("batchrenorm_forward/running averages",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        rest = 1 - cache.momentum
        param["running_mean"] = cache.momentum * cache.running_mean + rest * cache.mean
        param["running_var"] = cache.running_var
    return out, cache
