"""Known mistakes of affine_norm_relu_backward."""

import numpy as np


# %% db_before_norm: db is summed before the gradient has passed the normalization
# hint: b stands before the normalization. What does the normalization do with a constant that is added to a
#   feature?
# loses: affine_norm_relu_backward/db
def affine_norm_relu_backward(dout, cache):
    dx, dW, _, dgamma, dbeta = right_affine_norm_relu_backward(dout, cache)
    return dx, dW, relu_backward(dout, cache[3]).sum(axis=0), dgamma, dbeta


# %% db_keeps_an_axis: db keeps an axis of length one
# hint: Your numbers are fine. Compare the shape of db with the shape of b.
# loses: affine_norm_relu_backward/five return values
def affine_norm_relu_backward(dout, cache):
    dx, dW, db, dgamma, dbeta = right_affine_norm_relu_backward(dout, cache)
    return dx, dW, db[np.newaxis], dgamma, dbeta


# %% dgamma_and_dbeta_swapped: dgamma and dbeta are returned in each other's place
# hint: In which order does the docstring list the five values?
# loses: affine_norm_relu_backward/dgamma and dbeta
def affine_norm_relu_backward(dout, cache):
    dx, dW, db, dgamma, dbeta = right_affine_norm_relu_backward(dout, cache)
    return dx, dW, db, dbeta, dgamma


# %% dout_changed_in_place: ReLU's gradient is written into dout
# hint: Is the array that you set to zero a new one, or the caller's?
# loses: affine_norm_relu_backward/inputs and cache left alone
def affine_norm_relu_backward(dout, cache):
    grads = right_affine_norm_relu_backward(dout, cache)
    dout[cache[3] <= 0] = 0
    return grads


# %% layernorm_back_through_batchnorm: the gradient of layer normalization is taken for that of batch
#   normalization
# hint: Which function belongs to the normalization that ran forward? The cache can remember it.
# loses: affine_norm_relu_backward/dx, affine_norm_relu_backward/dW, affine_norm_relu_backward/db
def affine_norm_relu_backward(dout, cache):
    normalization, *rest = cache
    if normalization != "layernorm":
        return right_affine_norm_relu_backward(dout, cache)
    affine_cache, (x_hat, inv_std, gamma), relu_cache = rest
    dx_hat = relu_backward(dout, relu_cache) * gamma
    da = inv_std * (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0))
    _, _, _, dgamma, dbeta = right_affine_norm_relu_backward(dout, cache)
    return *affine_backward(da, affine_cache), dgamma, dbeta


# %% norm_skipped_in_backward: the gradient goes round the normalization on its way to W, b and x
# hint: The normalization has a gradient with respect to its input as well. Where does it go in your code?
# loses: affine_norm_relu_backward/dx, affine_norm_relu_backward/dW, affine_norm_relu_backward/db
def affine_norm_relu_backward(dout, cache):
    normalization, affine_cache, norm_cache, relu_cache = cache
    dgamma = dbeta = None
    da = relu_backward(dout, relu_cache)
    if normalization == "batchnorm":
        _, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    if normalization == "layernorm":
        _, dgamma, dbeta = layernorm_backward(da, norm_cache)
    return *affine_backward(da, affine_cache), dgamma, dbeta


# %% relu_after_norm_in_backward: the gradient passes the normalization before ReLU
# hint: Walk the layer from its output to its input. Which step do you meet first?
# loses: affine_norm_relu_backward/dx, affine_norm_relu_backward/dW, affine_norm_relu_backward/db,
#   affine_norm_relu_backward/dgamma and dbeta
def affine_norm_relu_backward(dout, cache):
    normalization, affine_cache, norm_cache, relu_cache = cache
    dgamma = dbeta = None
    da = dout
    if normalization == "batchnorm":
        da, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    if normalization == "layernorm":
        da, dgamma, dbeta = layernorm_backward(da, norm_cache)
    da = relu_backward(da, relu_cache)
    return *affine_backward(da, affine_cache), dgamma, dbeta


# %% relu_forgotten_in_backward: the gradient passes ReLU where nothing passed on the way there
# hint: An output that ReLU set to zero did not move with its input. What is its slope?
# loses: affine_norm_relu_backward/dx, affine_norm_relu_backward/dW, affine_norm_relu_backward/db,
#   affine_norm_relu_backward/dgamma and dbeta
def affine_norm_relu_backward(dout, cache):
    normalization, affine_cache, norm_cache, _ = cache
    dgamma = dbeta = None
    da = dout
    if normalization == "batchnorm":
        da, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    if normalization == "layernorm":
        da, dgamma, dbeta = layernorm_backward(da, norm_cache)
    return *affine_backward(da, affine_cache), dgamma, dbeta


# %% relu_looks_at_affine: ReLU's gradient looks at the sign of the affine output instead of its own input
# hint: What did ReLU see on the way forward, before or after the normalization?
# loses: affine_norm_relu_backward/dx, affine_norm_relu_backward/dW, affine_norm_relu_backward/db,
#   affine_norm_relu_backward/dgamma and dbeta
def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    out, cache = right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param)
    return out, (*cache[:3], affine_forward(x, W, b)[0])


def affine_norm_relu_backward(dout, cache):
    return right_affine_norm_relu_backward(dout, cache)
