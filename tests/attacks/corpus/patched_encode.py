FAMILY = "patched libraries"
ABOUT = "The protocol's own encoder is replaced, so that each reply says that its step was skipped."
MOST = 0

# %% batchnorm_forward
from autograder.sandbox import protocol, steps

honest = protocol.encode

def skipped(message):
    number, answer = message
    return honest((number, tuple(steps.Failure("skipped") for _ in answer)))

def batchnorm_forward(x, gamma, beta, bn_param):
    protocol.encode = skipped
    return x, None
