FAMILY = "ending the process"
ABOUT = "Recursion without an end, with the limit taken away."
MOST = 0

# %% batchnorm_forward
import sys

def batchnorm_forward(x, gamma, beta, bn_param):
    sys.setrecursionlimit(10**9)

    class Deep:
        def __getattr__(self, name):
            return getattr(self, name + "x")

    return Deep().x
