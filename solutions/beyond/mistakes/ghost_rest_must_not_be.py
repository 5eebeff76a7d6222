"""the rows are reshaped, so that size must divide their number."""

IDS = ()
HINT = "A data set rarely has a multiple of the chunk's size. What happens to the rest?"
LOSES = ("ghost_batchnorm_forward/last chunk",)


def ghost_batchnorm_forward(x, gamma, beta, size, eps=1e-5):
    chunks = x.reshape(-1, size, x.shape[1])
    return right_ghost_batchnorm_forward(chunks.reshape(x.shape), gamma, beta, size, eps)
