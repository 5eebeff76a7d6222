"""there is one gamma and one beta for each group."""

IDS = ("G04",)
HINT = "Statistics belong to groups. Whom do gamma and beta belong to?"
LOSES = ("spatial_groupnorm_forward/output",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    _, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    return (c.gamma[:, :, :1] * c.x_hat + c.beta[:, :, :1]).reshape(x.shape), c
