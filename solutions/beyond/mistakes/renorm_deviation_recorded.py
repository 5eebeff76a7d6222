"""the deviation is recorded, as the paper does."""

IDS = ()
HINT = "The paper keeps sigma. What is our key called?"
LOSES = ("batchrenorm_forward/running averages",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        rest = 1 - cache.momentum
        param["running_mean"] = cache.momentum * cache.running_mean + rest * cache.mean
        param["running_var"] = cache.momentum * cache.running_var + rest * cache.sigma_batch
    return out, cache
