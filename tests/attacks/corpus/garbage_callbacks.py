FAMILY = "acting late"
ABOUT = "A callback of the garbage collector and an audit hook act within the worker's own code."
MOST = 0

# %% batchnorm_forward
import gc
import sys

def act(*args):
    raise SystemExit(0)

def batchnorm_forward(x, gamma, beta, bn_param):
    gc.callbacks.append(act)
    gc.set_threshold(1)
    sys.addaudithook(act)
    return x, None
