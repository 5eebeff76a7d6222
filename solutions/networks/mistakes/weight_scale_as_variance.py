"""weight_scale is the variance of the first weights."""

import numpy as np

IDS = ()
HINT = "A deviation and a variance differ by a square. Which one does your generator take?"
LOSES = ("FullyConnectedNet/first W and b",)
NAMED = False


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("W"):
                value[...] = weight_scale**0.5 * np.random.default_rng(0).normal(size=value.shape)
