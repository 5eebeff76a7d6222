"""batch normalization stays in test mode after the first call of loss(X)."""

IDS = ("C7",)
HINT = "Call loss(X, y), then loss(X), then loss(X, y) again. Who sets the mode back?"
LOSES = ("FullyConnectedNet/training after scores",)


class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        mode = self.bn_params[0].get("mode", mode) if self.bn_params and mode == "train" else mode
        if mode == "test" or not self.bn_params or "mode" not in self.bn_params[0]:
            super().set_mode(mode)
