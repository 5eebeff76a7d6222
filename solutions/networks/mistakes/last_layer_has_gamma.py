"""the last layer has a gamma and a beta too."""

IDS = ("C1",)
HINT = "Which layers are followed by a normalization?"
LOSES = ("FullyConnectedNet/names and shapes",)


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.normalization:
            self.params[f"gamma{self.num_layers}"] = 1 + 0 * self.params[f"b{self.num_layers}"]
            self.params[f"beta{self.num_layers}"] = 0 * self.params[f"b{self.num_layers}"]
