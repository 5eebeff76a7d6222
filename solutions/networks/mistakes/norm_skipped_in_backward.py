"""the gradient goes round the normalization on its way to W, b and x."""

IDS = ()
HINT = "The normalization has a gradient with respect to its input as well. Where does it go in your code?"
LOSES = ("affine_norm_relu_backward/dx", "affine_norm_relu_backward/dW", "affine_norm_relu_backward/db")


def affine_norm_relu_backward(dout, cache):
    normalization, affine_cache, norm_cache, relu_cache = cache
    dgamma = dbeta = None
    da = relu_backward(dout, relu_cache)
    if normalization == "batchnorm":
        _, dgamma, dbeta = batchnorm_backward(da, norm_cache)
    if normalization == "layernorm":
        _, dgamma, dbeta = layernorm_backward(da, norm_cache)
    return *affine_backward(da, affine_cache), dgamma, dbeta
