"""ReLU is missing."""

IDS = ()
HINT = "What may the smallest number in the output of a hidden layer be?"
LOSES = (
    "affine_norm_relu_forward/out without a normalization",
    "affine_norm_relu_forward/out with batchnorm",
    "affine_norm_relu_forward/out with layernorm",
)


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
