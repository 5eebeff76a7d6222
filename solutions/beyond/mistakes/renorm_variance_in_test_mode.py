"""test mode divides by the running variance, and not by its root."""

IDS = ()
HINT = "Your two branches should differ only in which statistics they use. What divides in each?"
LOSES = ("batchrenorm_forward/test mode",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if not cache.training:
        out = gamma * (x - cache.running_mean) / (cache.running_var + cache.eps) + beta
    return out, cache
