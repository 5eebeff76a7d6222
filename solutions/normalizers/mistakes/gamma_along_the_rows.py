"""there is one gamma and one beta for each row instead of each feature."""

import numpy as np

IDS = ("L08",)
HINT = "You turned the table. Which axis of the turned table do gamma and beta belong to?"
LOSES = ("layernorm_forward/output",)


def output(c):
    return c.gamma[:, np.newaxis] * c.x_hat + c.beta[:, np.newaxis]


layernorm_forward, _, _, _ = forwards(output)
