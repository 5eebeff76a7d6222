"""the record does not move in training."""

IDS = ()
HINT = "Two local names are written back at the end. Do you give them new values?"
LOSES = ("batchrenorm_forward/running averages",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        param["running_mean"] = cache.running_mean
        param["running_var"] = cache.running_var
    return out, cache
