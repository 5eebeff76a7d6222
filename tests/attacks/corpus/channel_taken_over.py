FAMILY = "forged results"
ABOUT = "Never returns from the first call, but serves the channel itself and answers everything with gamma * x + beta."
MOST = 0

# %% batchnorm_forward
import sys

from autograder.sandbox import protocol

def serve(channel, number, questions, opening):
    reader = protocol.Reader(channel, max_header=2**25, max_body=2**30)
    while True:
        for count, (_, _, _, fetch) in enumerate(questions, number):
            answer = tuple(np.ones((7, 5)) for _ in fetch)
            protocol.send(channel, protocol.encode((count, answer)))
        kind, number, *rest = protocol.decode(reader.receive(), references=True)
        questions = opening if kind == "opening" else rest[0]

def batchnorm_forward(x, gamma, beta, bn_param):
    frame, names = sys._getframe(), {}
    while frame:
        frame, names = frame.f_back, {**frame.f_locals, **names}
    serve(names["channel"], names["number"], names["questions"], names["opening"])
