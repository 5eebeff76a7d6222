FAMILY = "hunting the reference"
ABOUT = "Imports the solution by every name and from every folder where it might lie."
MOST = 0

# %% batchnorm_forward
import importlib
import sys

def batchnorm_forward(x, gamma, beta, bn_param):
    sys.path += ["@SOLUTIONS@", "@COURSE@", "@COURSE@/build/source/batchnorm", "/"]
    for name in ("batchnorm", "solutions.batchnorm.batchnorm", "batchnorm_cases", "check_1_forward"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        if hasattr(module, "batchnorm_forward"):
            return module.batchnorm_forward(x, gamma, beta, bn_param)
    raise ImportError("nothing there")
