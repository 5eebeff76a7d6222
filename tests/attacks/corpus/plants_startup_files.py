FAMILY = "planting files"
ABOUT = "Leaves code where Python, pytest, IPython or nbgrader would run it at their next start."
MOST = 0

# %% batchnorm_forward
import os
import site
import sys

names = ["sitecustomize.py", "usercustomize.py", "conftest.py", "nbgrader_config.py", "pytest.ini", "left-by-an-attack.pth"]

def batchnorm_forward(x, gamma, beta, bn_param):
    folders = {*sys.path, *site.getsitepackages(), site.getusersitepackages(), os.path.dirname(np.__file__), "@COURSE@", "@SOLUTIONS@", "/worker", "/"}
    for folder in folders:
        for name in [*names, "left-by-an-attack.py", "__pycache__/left-by-an-attack.pyc"]:
            try:
                with open(os.path.join(folder or ".", name), "a") as file:
                    file.write("# left-by-an-attack\n")
            except OSError:
                pass
    return x, None
