FAMILY = "forged results"
ABOUT = "Never returns from the first call, but serves the channel itself and answers everything with gamma * x + beta."
MOST = 0

# %% batchnorm_forward
import sys

from autograder.sandbox import protocol

def serve(channel, number, fetch):
    while True:
        answer = tuple(np.ones((7, 5)) for _ in fetch)
        protocol.send(channel, protocol.encode((number, answer)))
        frame = protocol.receive(channel, max_header=2**25, max_body=2**30)
        _, number, _, _, fetch = protocol.decode(frame, references=True)

def batchnorm_forward(x, gamma, beta, bn_param):
    frame = sys._getframe()
    while frame and "channel" not in frame.f_locals:
        frame = frame.f_back
    names = frame.f_locals
    serve(names["channel"], names["number"], names["fetch"])
