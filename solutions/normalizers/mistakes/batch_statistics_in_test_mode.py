"""test mode takes the statistics of its batch."""

IDS = ("T03",)
HINT = "Run one image alone in test mode, then in company. Is its output the same?"
LOSES = ("spatial_batchnorm_forward/test output",)


def spatial_batchnorm_forward(x, gamma, beta, bn_param):
    out, c = frame_spatial_batchnorm_forward(x, gamma, beta, bn_param)
    if not c.train:
        out = c.gamma * c.x_hat + c.beta
    return out, c
