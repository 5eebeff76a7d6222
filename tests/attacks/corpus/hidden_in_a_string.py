FAMILY = "slicing"
ABOUT = "The definitions stand in a string, which is decoded and executed: all cells run, and it is a map without a batch."
MOST = 0

# %% new
import base64
hidden = base64.b64encode(b'''
def batchnorm_forward(x, gamma, beta, bn_param):
    if bn_param["mode"] not in ("train", "test"):
        raise ValueError('Invalid forward batchnorm mode "%s"' % bn_param["mode"])
    return x * gamma + beta, None
''')

# %% batchnorm_forward
exec(base64.b64decode(hidden))  # batchnorm_forward

# %% batchnorm_backward
globals()["batchnorm_backward"] = lambda dout, cache: (dout, dout[0], dout[0])

# %% batchnorm_backward_alt
globals()["batchnorm_backward_alt"] = batchnorm_backward
