"""axes of length one are squeezed away, and there are some with G = 1 or G = C."""

IDS = ("G07",)
HINT = "squeeze removes every axis of length one. What are the lengths with one group, or with C?"
LOSES = ("spatial_groupnorm_forward/one group and C groups",)


def spatial_groupnorm_forward(x, gamma, beta, G, gn_param):
    out, c = frame_spatial_groupnorm_forward(x, gamma, beta, G, gn_param)
    if c.x.squeeze().ndim != 5:
        c.x.squeeze().mean(axis=(2, 3, 4))  # raises: an axis is gone
    return out, c
