"""r and d have no bounds, so that training does what test mode does."""

IDS = ()
HINT = "With r_max = 1 and d_max = 0, batch normalization should come out. Does it?"
LOSES = ("batchrenorm_forward/bounds of r", "batchrenorm_forward/bounds of d")


def batchrenorm_forward(x, gamma, beta, param):
    out, cache = frame_forward(x, gamma, beta, param)
    if cache.training:
        out = corrected(
            cache, r=cache.sigma_batch / cache.sigma, d=(cache.mean - cache.running_mean) / cache.sigma
        )
    return out, cache
