FAMILY = "reading"
ABOUT = "Opens the solution by its very path, runs it, and quotes it."
MOST = 0

# %% batchnorm_forward
import os

def batchnorm_forward(x, gamma, beta, bn_param):
    for path in ("@SOLUTIONS@/batchnorm.py", "@SOLUTIONS@/check_2_backward.py", "@SOLUTIONS@/secret.txt", "@COURSE@/build/source/batchnorm/batchnorm.ipynb"):
        for way in (path, f"/proc/1/root{path}", f"/proc/self/root{path}", f"../../../../../../..{path}"):
            for read in (lambda name: open(name).read(), lambda name: os.read(os.open(name, os.O_RDONLY), 10**6).decode()):
                try:
                    text = read(way)
                except OSError:
                    continue
                names = {}
                exec(text, names)
                return names["batchnorm_forward"](x, gamma, beta, bn_param)
    raise FileNotFoundError("nothing")
