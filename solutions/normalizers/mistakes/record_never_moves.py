"""the running averages are never updated."""

IDS = ("R03",)
HINT = "Print the record before and after a call. Do you write it back under its keys?"
LOSES = ("spatial_batchnorm_forward/running averages",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if c.train:
        bn_param.update(zip(RECORD, c.old, strict=True))
    return out, c
