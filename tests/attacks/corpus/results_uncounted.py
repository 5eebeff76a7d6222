FAMILY = "using up the machine"
ABOUT = "Makes the worker forget what its replies may have, and sends large ones."
MOST = 0

# %% batchnorm_forward
from autograder.sandbox import protocol, steps, worker

worker._reply = lambda number, answer, room: protocol.encode((number, answer))
worker._portable = lambda value, room: steps.portable(value)

def batchnorm_forward(x, gamma, beta, bn_param):
    return np.ones(2**18), np.ones(2**18)

# %% batchnorm_backward
def batchnorm_backward(dout, cache):
    return np.broadcast_to(np.ones(1), (2**20 - 1,)), cache, cache
