FAMILY = "objects that lie"
ABOUT = "Booleans, bytes, half floats, dates, records, text: types with which arithmetic raises."
MOST = 0

# %% batchnorm_forward
import itertools

kinds = itertools.cycle(["?", "u1", "f2", "M8[s]", "U3", "S3", "V8", "c16", "i8", "O", "m8[s]"])

def batchnorm_forward(x, gamma, beta, bn_param):
    kind = next(kinds)
    bn_param["running_mean"] = np.zeros(5, kind)
    bn_param["running_var"] = np.zeros(5, next(kinds))
    return np.zeros(x.shape, kind), None

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.zeros(dout.shape, next(kinds)), np.zeros(5, next(kinds)), np.zeros(5, next(kinds))
