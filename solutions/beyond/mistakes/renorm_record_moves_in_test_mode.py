"""the record moves in test mode as well."""

IDS = ()
HINT = "Should looking at test data change the model?"
LOSES = ("batchrenorm_forward/test mode",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if not cache.training:
        rest = 1 - cache.momentum
        param["running_mean"] = cache.momentum * cache.running_mean + rest * cache.mean
        param["running_var"] = cache.momentum * cache.running_var + rest * cache.var
    return out, cache
