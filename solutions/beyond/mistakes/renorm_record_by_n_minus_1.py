"""the recorded variance is divided by N - 1."""

IDS = ()
HINT = "Right in PyTorch. What does this contract say?"
LOSES = ("batchrenorm_forward/running averages",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        rest = 1 - cache.momentum
        param["running_mean"] = cache.momentum * cache.running_mean + rest * cache.mean
        param["running_var"] = cache.momentum * cache.running_var + rest * x.var(axis=0, ddof=1)
    return out, cache
