FAMILY = "shadowing"
ABOUT = "A folder and a module named numpy lie beside the notebook."
MOST = 0
FILES = {"numpy/__init__.py": "allclose = lambda *a, **k: True", "numpy.py": "allclose = lambda *a, **k: True", "numpy/testing.py": ""}

# %% batchnorm_forward
import sys

sys.path.insert(0, ".")
sys.modules.pop("numpy", None)
import numpy

def batchnorm_forward(x, gamma, beta, bn_param):
    numpy.allclose(x, x)
    return x, None
