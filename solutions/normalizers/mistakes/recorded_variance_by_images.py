"""the recorded variance is divided by the number of images instead of the number of values."""

IDS = ()
HINT = "How many numbers went into the sum of the squares?"
LOSES = ("spatial_batchnorm_forward/running averages",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        var = c.var.ravel() * c.count / len(x)
        bn_param["running_var"] = c.momentum * c.old[1] + (1 - c.momentum) * var
    return out, c
