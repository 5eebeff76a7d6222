"""dgamma and dbeta have the shape (C,)."""

IDS = ("G05",)
HINT = "Your numbers are fine. Which shape does gamma have here?"
LOSES = ("spatial_groupnorm_backward/shapes",)


def spatial_groupnorm_backward(dout, cache):
    dx, dgamma, dbeta = frame_spatial_groupnorm_backward(dout, cache)
    return dx, dgamma.ravel(), dbeta.ravel()
