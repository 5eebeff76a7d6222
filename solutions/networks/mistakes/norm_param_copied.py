"""batch normalization gets a copy of norm_param."""

IDS = ()
HINT = "Batch normalization writes its record into a dictionary. Whose dictionary is it after your call?"
LOSES = ("affine_norm_relu_forward/norm_param handed over",)


def affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param):
    norm_param = dict(norm_param or {})
    return right_affine_norm_relu_forward(x, W, b, gamma, beta, normalization, norm_param)
