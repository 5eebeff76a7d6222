"""dgamma and dbeta are returned in each other's place."""

IDS = ()
HINT = "In which order does the docstring list the five values?"
LOSES = ("affine_norm_relu_backward/dgamma and dbeta",)


def affine_norm_relu_backward(dout, cache):
    dx, dW, db, dgamma, dbeta = right_affine_norm_relu_backward(dout, cache)
    return dx, dW, db, dbeta, dgamma
