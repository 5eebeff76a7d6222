FAMILY = "slicing"
ABOUT = "Replaces __builtins__, __name__ and __import__ of its module."
MOST = 0

# %% batchnorm_forward
__builtins__ = {"__import__": lambda *args: None, "len": lambda *args: 2}
__name__ = "autograder.sandbox.worker"
__file__ = "@SOLUTIONS@/batchnorm.py"

def batchnorm_forward(x, gamma, beta, bn_param):
    return x, None
