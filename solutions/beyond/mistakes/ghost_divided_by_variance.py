"""the variance divides, and not its root."""

IDS = ()
HINT = "Give a feature another unit. Should the output change?"
LOSES = ("ghost_batchnorm_forward/output",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    return ghosts(x, gamma, beta, size, lambda part: part.var(axis=0) + eps)
