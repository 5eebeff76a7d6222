"""dgamma and dbeta are summed along the rows."""

import numpy as np

IDS = ("L02",)
HINT = "The statistics belong to rows now. Whom do gamma and beta belong to?"
LOSES = (
    "layernorm_backward/dgamma",
    "layernorm_backward/dbeta",
    "rmsnorm_backward/dgamma",
)


def gradients(c, dout, right):
    return right[0], np.sum(dout * c.x_hat, axis=1), *[np.sum(dout, axis=1)][: len(right) - 2]


layernorm_backward, rmsnorm_backward, _, _ = backwards(gradients)
