FAMILY = "forged results"
ABOUT = "The worker sends what the submission says of its inputs and its state; knowing no formula, it earns nothing."
MOST = 0

# %% batchnorm_forward
from autograder.sandbox import protocol

honest = protocol.send

def send(channel, frame, **more):
    number, answer = protocol.decode(frame)
    answer = tuple({"running_mean": np.zeros(5), "running_var": np.ones(5)} if isinstance(item, dict) else item for item in answer)
    honest(channel, protocol.encode((number, answer)), **more)

def batchnorm_forward(x, gamma, beta, bn_param):
    protocol.send = send
    return x, None
