"""test mode leaves out gamma and beta."""

IDS = ()
HINT = "Do the learned parameters lose their meaning after training?"
LOSES = ("batchrenorm_forward/test mode",)


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if not cache.training:
        out = (x - cache.running_mean) / cache.sigma
    return out, cache
