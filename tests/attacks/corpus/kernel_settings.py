FAMILY = "planting files"
ABOUT = "Writes the kernel's settings: core pattern, uid maps, control groups."
MOST = 0

# %% batchnorm_forward
import ctypes

def batchnorm_forward(x, gamma, beta, bn_param):
    for path in ("/proc/sys/kernel/core_pattern", "/proc/self/uid_map", "/proc/self/oom_score_adj", "/sys/fs/cgroup/cgroup.procs",
                 "/proc/sysrq-trigger", "/sys/power/state"):
        try:
            with open(path, "w") as file:
                file.write("0")
            raise RuntimeError("wall" + "-breached")
        except OSError:
            pass
    libc = ctypes.CDLL(None)
    for number, *args in ((272, 0x10000000), (165, b"none", b"/", b"tmpfs", 0, 0), (161, b"/"), (155, b"/", b"/"), (169, 0xFEE1DEAD, 672274793, 0),
                          (157, 1, 0, 0, 0), (321, 0, 0, 0), (425, 8, 0), (298, 0, 0, -1, -1, 0), (323, 0), (250, 0, 0, 0), (308, 0, 0), (101, 16, 1, 0, 0)):
        if libc.syscall(number, *args) >= 0:
            raise RuntimeError("wall" + "-breached")
    return x, None
