"""all first weights are positive."""

IDS = ()
HINT = "What is the mean of your first weights?"
LOSES = ("FullyConnectedNet/first W and b",)
NAMED = False


class FullyConnectedNet(FullyConnectedNet):
    def __init__(self, *args, weight_scale=1e-2, **kwargs):
        super().__init__(*args, weight_scale=weight_scale, **kwargs)
        for name, value in self.params.items():
            if name.startswith("W"):
                value[...] = abs(value)
