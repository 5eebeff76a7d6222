FAMILY = "reading"
ABOUT = "Looks at other processes: command lines, memory, descriptors."
MOST = 0

# %% batchnorm_forward
import glob
import os

def batchnorm_forward(x, gamma, beta, bn_param):
    found = []
    for pattern in ("/proc/*/cmdline", "/proc/*/maps", "/proc/*/mem", "/proc/*/fd/*", "/proc/*/root/*", "/proc/*/cwd/*"):
        for path in glob.glob(pattern):
            try:
                with open(path, "rb") as file:
                    found.append(file.read(400))
            except OSError:
                pass
    raise RuntimeError(("wall" + "-breached " + repr(found))[:400] if found else "nothing")
