FAMILY = "planting files"
ABOUT = "Rewrites the installed numpy, the worker's own files and Python itself, or removes, renames and links them."
MOST = 0

# %% batchnorm_forward
import os
import sys

from autograder.sandbox import worker

def batchnorm_forward(x, gamma, beta, bn_param):
    for path in (np.__file__, np.linalg.__file__, worker.__file__, sys.executable, os.__file__, "@SOLUTIONS@/batchnorm.py"):
        for change in (lambda: open(path, "a").write("# left-by-an-attack"), lambda: os.remove(path), lambda: os.truncate(path, 0),
                       lambda: os.rename(path, path + ".left-by-an-attack"), lambda: os.link(path, "/tmp/left-by-an-attack"),
                       lambda: os.symlink(path, path + ".left-by-an-attack")):
            try:
                change()
            except OSError:
                pass
    return x, None
