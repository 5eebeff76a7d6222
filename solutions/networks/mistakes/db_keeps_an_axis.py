"""db keeps an axis of length one."""

import numpy as np

IDS = ()
HINT = "Your numbers are fine. Compare the shape of db with the shape of b."
LOSES = ("affine_norm_relu_backward/five return values",)


def affine_norm_relu_backward(dout, cache):
    dx, dW, db, dgamma, dbeta = right_affine_norm_relu_backward(dout, cache)
    return dx, dW, db[np.newaxis], dgamma, dbeta
