"""each feature is stretched to the range from its smallest to its largest value."""

IDS = ("F20",)
HINT = "To normalise has several meanings. Which mean and which standard deviation should a feature have here?"
LOSES = ("batchnorm_forward/training output",)


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    if bn_param["mode"] == "train":
        low, high = x.min(axis=0), x.max(axis=0)
        out = gamma * (x - low) / (high - low + cache.eps) + beta
    return out, cache
