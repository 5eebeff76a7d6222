"""the biases are drawn like the weights."""

import numpy as np

IDS = ()
HINT = "Where do the biases start?"
LOSES = ("FullyConnectedNet/first W and b",)
NAMED = False


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("b") and not name.startswith("beta"):
                value[...] = weight_scale * np.random.default_rng(0).normal(size=value.shape)
