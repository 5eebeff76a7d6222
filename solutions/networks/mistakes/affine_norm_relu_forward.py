"""Known mistakes of affine_norm_relu_forward."""

import numpy as np


# %% forward_returns_three: the layer returns a third value
# hint: Compare the line with return in your function with its docstring.
# loses: affine_norm_relu_forward/two return values
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    out, cache = right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param)
    return out, cache, norm_param


class FullyConnectedNet(FullyConnectedNet):
    def hidden(self, layer, x):
        out, cache, _ = super().hidden(layer, x)
        return out, cache


# %% gamma_and_beta_swapped: gamma and beta change places
# hint: In which order does your normalization take its two vectors, and in which order does it return their
#   gradients?
# loses: affine_norm_relu_forward/out with batchnorm, affine_norm_relu_forward/out with layernorm,
#   affine_norm_relu_backward/dgamma and dbeta
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    return right_affine_norm_relu_forward(x, W, b, beta, gamma, normalization, norm_param)


def affine_norm_relu_backward(dout, cache):
    return right_affine_norm_relu_backward(dout, cache)


# %% layernorm_through_batchnorm: the layer takes batch normalization for layer normalization
# hint: The argument normalization has three values. Follow each of them through your code.
# loses: affine_norm_relu_forward/out with layernorm
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    if normalization == "layernorm":
        normalization, norm_param = "batchnorm", {"mode": "train", **norm_param}
    return right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param)


def affine_norm_relu_backward(dout, cache):
    return right_affine_norm_relu_backward(dout, cache)


# %% norm_after_relu: the normalization stands after ReLU
# hint: In which order does the paper put the three steps, and what would the mean of a rectified feature be?
# loses: affine_norm_relu_forward/out with batchnorm, affine_norm_relu_forward/out with layernorm
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    out, affine_cache = affine_forward(x, W, b)
    out, relu_cache = relu_forward(out)
    norm_cache = None
    if normalization == "batchnorm":
        out, norm_cache = batchnorm_forward(out, gamma, beta, norm_param)
    if normalization == "layernorm":
        out, norm_cache = layernorm_forward(out, gamma, beta, norm_param)
    return out, (normalization, affine_cache, relu_cache, norm_cache)


def affine_norm_relu_backward(dout, cache):
    normalization, affine_cache, relu_cache, norm_cache = cache
    dgamma = dbeta = None
    if normalization == "batchnorm":
        dout, dgamma, dbeta = batchnorm_backward(dout, norm_cache)
    if normalization == "layernorm":
        dout, dgamma, dbeta = layernorm_backward(dout, norm_cache)
    dx, dW, db = affine_backward(relu_backward(dout, relu_cache), affine_cache)
    return dx, dW, db, dgamma, dbeta


# %% norm_param_copied: batch normalization gets a copy of norm_param
# hint: Batch normalization writes its running averages into a dictionary. Whose is it after your call?
# loses: affine_norm_relu_forward/norm_param handed over
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    norm_param = dict(norm_param or {})
    return right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param)


# %% normalization_ignored: the layer is affine and ReLU whatever the normalization is
# hint: Print the mean and the deviation of what reaches ReLU. What should they be?
# loses: affine_norm_relu_forward/out with batchnorm, affine_norm_relu_forward/out with layernorm,
#   affine_norm_relu_backward/dgamma and dbeta
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    out, cache = right_affine_norm_relu_forward(x, W, b, None, None, None, None)
    return out, (cache, np.zeros(W.shape[1]))


def affine_norm_relu_backward(dout, cache):
    right, zeros = cache
    dx, dW, db, _, _ = right_affine_norm_relu_backward(dout, right)
    return dx, dW, db, zeros, zeros


# %% relu_missing: ReLU is missing
# hint: What may the smallest number in the output of a hidden layer be?
# loses: affine_norm_relu_forward/out without a normalization, affine_norm_relu_forward/out with batchnorm,
#   affine_norm_relu_forward/out with layernorm
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    out, affine_cache = affine_forward(x, W, b)
    norm_cache = None
    if normalization == "batchnorm":
        out, norm_cache = batchnorm_forward(out, gamma, beta, norm_param)
    if normalization == "layernorm":
        out, norm_cache = layernorm_forward(out, gamma, beta, norm_param)
    return out, (normalization, affine_cache, norm_cache)


def affine_norm_relu_backward(dout, cache):
    normalization, affine_cache, norm_cache = cache
    dgamma = dbeta = None
    if normalization == "batchnorm":
        dout, dgamma, dbeta = batchnorm_backward(dout, norm_cache)
    if normalization == "layernorm":
        dout, dgamma, dbeta = layernorm_backward(dout, norm_cache)
    return *affine_backward(dout, affine_cache), dgamma, dbeta


# %% settings_not_handed_over: the settings in norm_param do not reach the normalization
# hint: The caller may ask for another eps. By which way does it reach your normalization?
# loses: affine_norm_relu_forward/norm_param handed over
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    own = {"mode": norm_param["mode"]} if normalization == "batchnorm" else {}
    out, cache = right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, own)
    return out, cache
