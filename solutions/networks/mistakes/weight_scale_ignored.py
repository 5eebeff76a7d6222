"""weight_scale is not used."""

import numpy as np

IDS = ()
HINT = "Draw the first weights for two values of weight_scale and compare their deviations."
LOSES = ("FullyConnectedNet/first W and b",)
NAMED = False


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("W"):
                value[...] = np.random.default_rng(0).normal(size=value.shape)
