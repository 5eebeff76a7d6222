FAMILY = "acts when graded"
ABOUT = "Right in the first two calls, noise afterwards; the formula is there, and each check that sees noise fails."
MOST = 24
RIGHT = ("batchnorm_forward",)

# %% last
honest = batchnorm_forward
calls = []

def batchnorm_forward(x, gamma, beta, bn_param):
    calls.append(1)
    out, cache = honest(x, gamma, beta, bn_param)
    return (out if len(calls) <= 2 else np.random.normal(size=x.shape)), cache
