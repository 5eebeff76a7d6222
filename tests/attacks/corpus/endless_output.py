FAMILY = "using up the machine"
ABOUT = "Writes on both streams without an end."
MOST = 24
RIGHT = ("batchnorm_forward",)

# %% batchnorm_backward
import os
import sys

def batchnorm_backward(dout, cache):
    while True:
        print("x" * 10**6)
        sys.stderr.write("y" * 10**6)
        sys.stderr.flush()

# %% batchnorm_backward_alt
def batchnorm_backward_alt(dout, cache):
    for number in range(10**5):
        sys.stderr.write(f"line {number}\n")
    return dout, dout[0], dout[0]
