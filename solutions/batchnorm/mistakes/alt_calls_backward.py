"""batchnorm_backward_alt hands its work to batchnorm_backward."""

IDS = ("A14",)
HINT = "It is right, but it skips the exercise: can you simplify the gradient on paper first?"
LOSES = ()
WARNS = True


def batchnorm_backward_alt(dout, cache):
    return batchnorm_backward(dout, cache)
