FAMILY = "using up the machine"
ABOUT = "Takes all memory there is, and touches it."
MOST = 24
RIGHT = ("batchnorm_forward",)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    hoard = []
    while True:
        hoard.append(np.ones(2**22))

# %% batchnorm_backward_alt
def batchnorm_backward_alt(dout, cache):
    return dout, "x" * 10**12, dout
