"""the weights of the last layer are not regularized."""

import numpy as np

IDS = ()
HINT = "How many weight matrices are there, and how many of them does your sum meet?"
LOSES = ("FullyConnectedNet/regularized loss", "FullyConnectedNet/regularized gradients")


class FullyConnectedNet(FullyConnectedNet):
    def penalty(self):
        return super().penalty() - self.reg / 2 * np.sum(self.params[f"W{self.num_layers}"] ** 2)

    def penalty_gradient(self, name):
        return 0.0 if name == f"W{self.num_layers}" else super().penalty_gradient(name)
