FAMILY = "diagnosis"
ABOUT = "Wrong at the check and right at each call after it, so that whoever asks again is told another answer."
MOST = 16
RIGHT = ("batchnorm_forward",)

# %% last
honest = batchnorm_forward
calls = []

def batchnorm_forward(x, gamma, beta, bn_param):
    calls.append(1)
    out, cache = honest(x, gamma, beta, bn_param)
    return (out if len(calls) > 1 else x), cache
