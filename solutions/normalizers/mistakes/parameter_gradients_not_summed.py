"""dgamma and dbeta are not summed over the examples."""

IDS = ("B22",)
HINT = "One gamma serves all examples. What happens to the gradients that come back to it from each?"
LOSES = (
    "layernorm_backward/dgamma",
    "layernorm_backward/dbeta",
    "rmsnorm_backward/dgamma",
)


def gradients(c, dout, right):
    return right[0], dout * c.x_hat, *[dout.copy()][: len(right) - 2]


layernorm_backward, rmsnorm_backward, _, _ = backwards(gradients)
