"""the chunks are normalised in place, and they are views of x."""

IDS = ()
HINT = "A slice of an array shares its numbers with the array. Which operators change them?"
LOSES = ("ghost_batchnorm_forward/inputs left alone",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    out = right_ghost_batchnorm_forward(x, gamma, beta, size, eps)
    x[...] = out
    return out
