"""dgamma is averaged over the rows."""

IDS = ("B23",)
HINT = "The changes of the loss add up. Does anything in the chain rule divide them by their number?"
LOSES = ("rmsnorm_backward/dgamma",)


def gradients(c, dout, right):
    return right[0], right[1] / len(dout)


_, rmsnorm_backward, _, _ = backwards(gradients)
