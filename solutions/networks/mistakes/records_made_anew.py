"""each call starts with empty records."""

IDS = ()
HINT = "What does test mode normalize with, and which calls have filled that?"
LOSES = ("FullyConnectedNet/scores with batchnorm",)


class FullyConnectedNet(FullyConnectedNet):
    def set_mode(self, mode):
        self.bn_params = [{} for _ in self.bn_params]
        super().set_mode(mode)
