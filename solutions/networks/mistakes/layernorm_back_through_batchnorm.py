"""the gradient of layer normalization is taken for that of batch normalization."""

IDS = ("C6",)
HINT = "Which function belongs to the normalization that ran forward? The cache can remember it."
LOSES = ("affine_norm_relu_backward/dx", "affine_norm_relu_backward/dW", "affine_norm_relu_backward/db")


def affine_norm_relu_backward(dout, cache):
    normalization, *rest = cache
    if normalization != "layernorm":
        return right_affine_norm_relu_backward(dout, cache)
    affine_cache, (x_hat, inv_std, gamma), relu_cache = rest
    dx_hat = relu_backward(dout, relu_cache) * gamma
    da = inv_std * (dx_hat - dx_hat.mean(axis=0) - x_hat * (dx_hat * x_hat).mean(axis=0))
    _, _, _, dgamma, dbeta = right_affine_norm_relu_backward(dout, cache)
    return *affine_backward(da, affine_cache), dgamma, dbeta
