"""momentum is always 0.9, whatever the caller passes."""

IDS = ("R08",)
HINT = "The caller passed another momentum. Do you read it?"
LOSES = ("spatial_batchnorm_forward/momentum",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        for key, old, new in zip(RECORD, c.old, (c.mean, c.var), strict=True):
            bn_param[key] = 0.9 * old + 0.1 * new.ravel()
    return out, c
