"""the running averages are updated twice in one call."""

IDS = ("R09",)
HINT = "Count the lines that change each running average in one call."
LOSES = ("batchnorm_forward/momentum",)


def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] == "train":
        frame_forward(x, gamma, beta, bn_param)
    return frame_forward(x, gamma, beta, bn_param)
