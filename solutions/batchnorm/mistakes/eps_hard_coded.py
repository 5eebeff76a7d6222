"""eps is always 1e-5, whatever bn_param says."""

IDS = ("F17",)
HINT = "The caller may pass another eps. Where does your function read it?"
LOSES = ("batchnorm_forward/eps in training", "batchnorm_forward/eps in test mode")


def batchnorm_forward(x, gamma, beta, bn_param):
    out, cache = frame_forward(x, gamma, beta, bn_param)
    hard_coded = bn_param | {"eps": 1e-5}
    out, _ = frame_forward(x, gamma, beta, hard_coded)
    return out, cache
