"""the gradient passes the normalization before ReLU."""

IDS = ()
HINT = "Walk the layer from its output to its input. Which step do you meet first?"
LOSES = (
    "affine_norm_relu_backward/dx",
    "affine_norm_relu_backward/dW",
    "affine_norm_relu_backward/db",
    "affine_norm_relu_backward/dgamma and dbeta",
)


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
