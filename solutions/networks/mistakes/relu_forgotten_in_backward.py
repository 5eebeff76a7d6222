"""the gradient passes ReLU where nothing passed on the way there."""

IDS = ()
HINT = "An output that ReLU set to zero did not move with its input. What is its slope?"
LOSES = (
    "affine_norm_relu_backward/dx",
    "affine_norm_relu_backward/dW",
    "affine_norm_relu_backward/db",
    "affine_norm_relu_backward/dgamma and dbeta",
)


def affine_norm_relu_backward(dout, cache):
    normalization, affine_cache, norm_cache, _ = cache
    dgamma = dbeta = None
    da = dout
    if normalization == "batchnorm":
        da, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    if normalization == "layernorm":
        da, dgamma, dbeta = layernorm_backward(da, norm_cache)
    return *affine_backward(da, affine_cache), dgamma, dbeta
