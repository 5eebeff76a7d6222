FAMILY = "objects that lie"
ABOUT = "None, text, a dict, or a list for an output, turn by turn."
MOST = 0

# %% batchnorm_forward
import itertools

things = itertools.cycle([None, "seven", {"out": 1}, [1, [2]], (), 1.5, range(3), np.ones((5, 7)), object()])

def batchnorm_forward(x, gamma, beta, bn_param):
    return next(things), next(things)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return next(things), next(things), next(things)
