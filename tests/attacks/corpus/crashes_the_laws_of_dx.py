FAMILY = "diagnosis"
ABOUT = "A right forward, and a backward whose dx has another type or shape at each call."
MOST = 24
RIGHT = ("batchnorm_forward",)

# %% batchnorm_backward
import itertools

things = itertools.cycle([
    lambda d: d, lambda d: None, lambda d: d.T, lambda d: d > 0, lambda d: "dx", lambda d: [d], lambda d: d[0], lambda d: d * np.inf,
])

def batchnorm_backward(dout, cache):
    return next(things)(dout), next(things)(dout), next(things)(dout)

# %% batchnorm_backward_alt
def batchnorm_backward_alt(dout, cache):
    return [list(row) for row in dout], [dout] * 5, {"dbeta": dout}
