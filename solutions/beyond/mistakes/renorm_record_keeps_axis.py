"""the running averages keep an axis of length one."""

IDS = ()
HINT = "Your numbers are fine. Compare the shape of what you store with (D,)."
LOSES = ("batchrenorm_forward/shapes",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        for key in ("running_mean", "running_var"):
            param[key] = param[key][None, :]
    return out, cache
