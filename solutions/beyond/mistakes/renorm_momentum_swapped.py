"""the weights of the record and of the batch change places."""

IDS = ()
HINT = "With a momentum of 0.9, how much of the old value survives?"
LOSES = ("batchrenorm_forward/running averages",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        rest = 1 - cache.momentum
        param["running_mean"] = rest * cache.running_mean + cache.momentum * cache.mean
        param["running_var"] = rest * cache.running_var + cache.momentum * cache.var
    return out, cache
