FAMILY = "diagnosis"
ABOUT = "Wrong in ways that no law can subtract: the sentences after a failure must not raise themselves."
MOST = 0

# %% batchnorm_forward
import itertools

things = itertools.cycle([
    lambda x: None, lambda x: x.T, lambda x: x[:, :3], lambda x: x > 0, lambda x: "out", lambda x: {"out": x},
    lambda x: [[1], [2, 3]], lambda x: x.astype("f2"), lambda x: x[None], lambda x: np.zeros((0, 5)), lambda x: x * np.nan,
])

def batchnorm_forward(x, gamma, beta, bn_param):
    bn_param.setdefault("running_mean", np.zeros(5))
    bn_param.setdefault("running_var", np.zeros(5))
    return next(things)(x), x

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return next(things)(dout), next(things)(dout), next(things)(dout)

# %% batchnorm_backward_alt
batchnorm_backward_alt = batchnorm_backward
