"""the batch's statistics replace the record."""

IDS = ("R04",)
HINT = "Of the old record, what share should survive a batch?"
LOSES = ("spatial_batchnorm_forward/momentum",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param.update(running_mean=c.mean.ravel(), running_var=c.var.ravel())
    return out, c
