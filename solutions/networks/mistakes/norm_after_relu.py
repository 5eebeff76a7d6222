"""the normalization stands after ReLU."""

IDS = ("C2",)
HINT = "In which order does the paper put the three steps, and what would the mean of a rectified feature be?"
LOSES = ("affine_norm_relu_forward/out with batchnorm", "affine_norm_relu_forward/out with layernorm")


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
