FAMILY = "acting late"
ABOUT = "Timers interrupt the worker between two calls, while it packs its answer."
MOST = 0

# %% batchnorm_forward
import signal

def ring(number, frame):
    while frame:
        for name, value in frame.f_locals.items():
            if isinstance(value, np.ndarray) and value.flags.writeable:
                value[...] = 0
        frame = frame.f_back

def batchnorm_forward(x, gamma, beta, bn_param):
    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001)
    return x, None
