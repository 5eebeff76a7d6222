FAMILY = "shadowing"
ABOUT = "An import hook and a path hook of its own answer first."
MOST = 0

# %% batchnorm_forward
import sys
import types

class Hook:
    def find_spec(self, name, path=None, target=None):
        sys.modules[name] = types.ModuleType(name)
        return None

sys.meta_path.insert(0, Hook())
sys.path_hooks.insert(0, Hook)

def batchnorm_forward(x, gamma, beta, bn_param):
    sys.meta_path[:] = [Hook()]
    import decimal
    return x, decimal
