FAMILY = "lies about state"
ABOUT = "Running averages that give another number each time that they are read."
MOST = 45
RIGHT = ("batchnorm_forward", "batchnorm_backward", "batchnorm_backward_alt")

# %% last
import itertools

turns = itertools.count()
honest = batchnorm_forward

class Shifty(np.ndarray):
    def __array__(self, *args, **kwargs):
        return np.full(5, float(next(turns)))

def batchnorm_forward(x, gamma, beta, bn_param):
    result = honest(x, gamma, beta, bn_param)
    bn_param["running_mean"] = np.full(5, float(next(turns))).view(Shifty)
    bn_param["running_var"] = np.full(5, float(next(turns))).view(Shifty)
    return result
