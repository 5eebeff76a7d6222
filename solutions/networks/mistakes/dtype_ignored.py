"""dtype is not used."""

import numpy as np

IDS = ()
HINT = "Print the type of each array in params."
LOSES = ("FullyConnectedNet/dtype",)


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, dtype=None, **kwargs):
        super().__init__(*args, dtype=np.float64, **kwargs)
