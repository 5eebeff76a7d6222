"""gamma starts at weight_scale."""

IDS = ("C5",)
HINT = "What should gamma be, so that a fresh layer passes on exactly what was normalized?"
LOSES = ("FullyConnectedNet/first gamma and beta",)


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("gamma"):
                value[...] = weight_scale
