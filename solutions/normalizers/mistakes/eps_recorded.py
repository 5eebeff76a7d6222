"""eps is part of the recorded variance."""

IDS = ("R06",)
HINT = "eps protects a division. Does the record divide anything?"
LOSES = ("spatial_batchnorm_forward/running averages",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param["running_var"] += (1 - c.momentum) * c.eps
    return out, c
