"""loss(X) gives probabilities."""

import numpy as np

IDS = ()
HINT = "Scores go into softmax; what comes out of it has another name."
LOSES = (
    "FullyConnectedNet/scores without a normalization",
    "FullyConnectedNet/scores with batchnorm",
    "FullyConnectedNet/scores with layernorm",
)


class FullyConnectedNet(FullyConnectedNet):
    def answer(self, scores):
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        return shifted / shifted.sum(axis=1, keepdims=True)
