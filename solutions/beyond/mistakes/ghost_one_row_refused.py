"""a chunk of a single row is returned as it is."""

IDS = ()
HINT = "A single row lies at its own mean. What comes out then?"
LOSES = ("ghost_batchnorm_forward/last chunk",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = right_ghost_batchnorm_forward(x, gamma, beta, size, eps)
    if len(x) % size == 1:
        out[-1] = x[-1]
    return out
