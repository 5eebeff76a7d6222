FAMILY = "shadowing"
ABOUT = "A module beside the notebook takes the name of a library module that the worker loads late."
MOST = 0
FILES = {"traceback.py": "walk_tb = None", "symtable.py": "raise SystemExit", "random.py": "", "linecache.py": "x = 1 / 0", "copy.py": ""}

# %% batchnorm_forward
import copy
import linecache
import sys
import symtable
import traceback

sys.modules["traceback"] = sys.modules["symtable"] = None

def batchnorm_forward(x, gamma, beta, bn_param):
    traceback.walk_tb = copy.deepcopy = linecache.getline = symtable.symtable = None
    raise ValueError("where?")
