"""test mode moves the record too."""

IDS = ("R07",)
HINT = "Should looking at test data change the model?"
LOSES = ("spatial_batchnorm_forward/record left alone in test mode",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        for key, old, new in zip(RECORD, c.old, (c.mean, c.var), strict=True):
            bn_param[key] = c.momentum * old + (1 - c.momentum) * new.ravel()
    return out, c
