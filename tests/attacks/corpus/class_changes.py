FAMILY = "objects that lie"
ABOUT = "An object that says another class each time that it is asked, and raises in between."
MOST = 0

# %% batchnorm_forward
import itertools

turns = itertools.count()

class Ghost:
    @property
    def __class__(self):
        if next(turns) % 3 == 0:
            raise KeyboardInterrupt
        return np.ndarray if next(turns) % 2 else tuple

    def __len__(self):
        return -1

def batchnorm_forward(x, gamma, beta, bn_param):
    return Ghost()
