"""the layer is affine and ReLU whatever the normalization is."""

import numpy as np

IDS = ()
HINT = "Print the mean and the deviation of what reaches ReLU. What should they be?"
LOSES = (
    "affine_norm_relu_forward/out with batchnorm",
    "affine_norm_relu_forward/out with layernorm",
    "affine_norm_relu_backward/dgamma and dbeta",
)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    out, cache = right_affine_norm_relu_forward(x, W, b, None, None, None, None)
    return out, (cache, np.zeros(W.shape[1]))


def affine_norm_relu_backward(dout, cache):
    right, zeros = cache
    dx, dW, db, _, _ = right_affine_norm_relu_backward(dout, right)
    return dx, dW, db, zeros, zeros
