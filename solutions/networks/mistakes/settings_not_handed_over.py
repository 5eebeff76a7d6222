"""the settings in norm_param do not reach the normalization."""

IDS = ()
HINT = "The caller may ask for another eps. By which way does it reach your normalization?"
LOSES = ("affine_norm_relu_forward/norm_param handed over",)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    own = {"mode": norm_param["mode"]} if normalization == "batchnorm" else {}
    out, cache = right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, own)
    return out, cache
