"""the recorded variance is divided by one less than the number of values."""

IDS = ("R05",)
HINT = "PyTorch does that. What does the contract here say?"
LOSES = ("spatial_batchnorm_forward/running averages",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        var = c.var.ravel() * c.count / (c.count - 1)
        bn_param["running_var"] = c.momentum * c.old[1] + (1 - c.momentum) * var
    return out, c
