FAMILY = "hunting the reference"
ABOUT = "Asks inspect and linecache for the source of everything that is loaded, and quotes it."
MOST = 0

# %% batchnorm_forward
import inspect
import sys

def batchnorm_forward(x, gamma, beta, bn_param):
    for module in list(sys.modules.values()):
        try:
            text = inspect.getsource(module)
        except (OSError, TypeError):
            continue
        if "x_hat" in text and "momentum" in text and "__notebook__" not in module.__name__:
            raise LookupError(text[text.index("x_hat") :])
    return x, None
