"""all weights start at zero."""

IDS = ()
HINT = "If all weights of a layer are equal, in what will its features ever differ?"
LOSES = ("FullyConnectedNet/first W and b",)


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("W"):
                value[...] = 0
