"""the batch's statistics replace the record."""

IDS = ()
HINT = "What is the momentum for?"
LOSES = ("batchrenorm_forward/running averages",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        param["running_mean"] = cache.mean
        param["running_var"] = cache.var
    return out, cache
