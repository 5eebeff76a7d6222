FAMILY = "ending the process"
ABOUT = "Raises what nobody catches, with texts, classes and tracebacks that raise themselves."
MOST = 0

# %% batchnorm_forward
import itertools

class Sour(BaseException):
    __str__ = __repr__ = lambda self: 1 / 0
    __traceback__ = property(lambda self: 1 / 0)

kinds = itertools.cycle([KeyboardInterrupt, GeneratorExit, SystemExit, StopIteration, Sour, MemoryError, BaseException])

def batchnorm_forward(x, gamma, beta, bn_param):
    raise next(kinds)()
