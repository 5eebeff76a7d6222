"""the weights of the old record and of the batch have changed places."""

IDS = ("R01",)
HINT = "With momentum 0.9, how much of the old record survives?"
LOSES = ("spatial_batchnorm_forward/momentum",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        for key, old, new in zip(RECORD, c.old, (c.mean, c.var), strict=True):
            bn_param[key] = (1 - c.momentum) * old + c.momentum * new.ravel()
    return out, c
